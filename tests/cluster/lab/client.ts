import { setTimeout as sleep } from 'node:timers/promises'
import { Agent, request as send } from 'undici'

/** A Kubernetes object as tests write it. Loose on purpose: the lab is given what the server shall judge. */
export interface KubeObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly labels?: Readonly<Record<string, string>>
    readonly annotations?: Readonly<Record<string, string>>
  }
  readonly [field: string]: unknown
}

/** `body` is parsed when the server says it is JSON, else the text; that of a watch is the text, an event a line. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  // biome-ignore lint/suspicious/noExplicitAny: Answers of a foreign API; tests name what they expect of them.
  readonly body: any
}

/** What a caller shows the server: a certificate, a bearer token, or nothing. */
export interface Caller {
  readonly ca: string
  readonly certificate?: string
  readonly key?: string
  readonly token?: string
}

/** A plain client: one call of `request` is one HTTP request, never repeated. */
export interface Client {
  /** `path` with its query. `contentType` is JSON unless told; patches need theirs, `application/merge-patch+json`. */
  request(method: string, path: string, body?: unknown, contentType?: string): Promise<Answer>
  close(): Promise<void>
}

const IN_FLIGHT_MAX = 32

/** A client of the server at `url`, `https://127.0.0.1:6443`. */
export function createClient(url: string, caller: Caller): Client {
  const { ca, certificate, key, token } = caller
  const connect = { ca, ...(certificate === undefined ? {} : { cert: certificate, key }) }
  const dispatcher = new Agent({ connect, connections: IN_FLIGHT_MAX, headersTimeout: 60_000 })
  return {
    async request(method, path, body, contentType = 'application/json') {
      const headers: Record<string, string> = { accept: 'application/json' }
      if (body !== undefined) headers['content-type'] = contentType
      if (token !== undefined) headers['authorization'] = `Bearer ${token}`
      const response = await send(`${url}${path}`, {
        method,
        headers,
        dispatcher,
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      const text = await response.body.text()
      const isJson = /^application\/json/.test(String(response.headers['content-type'])) && !/[?&]watch=/.test(path)
      return { status: response.statusCode, headers: response.headers, body: isJson ? JSON.parse(text) : text }
    },
    close: () => dispatcher.destroy(),
  }
}

/** The body of an answer that must be good; else an error that says what was asked and what the server said. */
export function good(answer: Answer, asked: string): Answer['body'] {
  if (answer.status < 300) return answer.body
  const reason = typeof answer.body === 'string' ? answer.body : answer.body.message
  throw new Error(`${asked}: ${answer.status} ${reason}`)
}

/**
 * Asks again and again, for ten seconds and each 25 ms unless told, until `look` gives something else than null or
 * undefined, and returns that. The error at the end names `what`.
 */
export async function until<T>(
  what: string,
  look: () => Promise<T | null | undefined>,
  withinMs = 10_000,
  everyMs = 25,
): Promise<NonNullable<T>> {
  const endMs = Date.now() + withinMs
  for (;;) {
    const found = await look()
    if (found !== null && found !== undefined) return found
    if (Date.now() > endMs) throw new Error(`${what}: not within ${withinMs} ms`)
    await sleep(everyMs)
  }
}
