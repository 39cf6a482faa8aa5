import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Agent, type Dispatcher, request as send } from 'undici'

/** An API server that takes longer to answer counts as one that does not. */
const ANSWER_MS = 30_000

/** An answer that is not 2xx, or none at all. */
export class ApiServerError extends Error {
  /** 0: no answer. */
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/**
 * The cluster's API server, as an account that a folder holds in the way of a pod's own: `token`, read anew for each
 * request because whoever gave it renews it, and `ca.crt`.
 */
export class ApiServer {
  readonly #url: string
  readonly #folder: string
  readonly #answerMs: number
  #dispatcher: Agent | null = null

  /** url: `https://10.0.0.1:6443`. */
  constructor(url: URL, folder: string, answerMs = ANSWER_MS) {
    this.#url = url.origin
    this.#folder = folder
    this.#answerMs = answerMs
  }

  /** The body of a good answer. Rejects with an ApiServerError, or the signal's reason. */
  async request<T>(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    body: unknown,
    signal: AbortSignal,
  ): Promise<T> {
    return within(this.#answerMs, signal, async (either) => {
      const answer = await this.#send(method, path, body, either)
      return (await answer.body.json()) as T
    })
  }

  /**
   * Calls back whenever something of a watch comes; resolves when the server ends it. It is to end it after `seconds`;
   * when it does not, as over a connection of which one end is gone, this rejects. Rejects as `request`.
   */
  watch(path: string, seconds: number, came: () => void, signal: AbortSignal): Promise<void> {
    return within(seconds * 1_000 + this.#answerMs, signal, async (either) => {
      const { body } = await this.#send('GET', `${path}&timeoutSeconds=${seconds}`, undefined, either)
      for await (const _ of body) came()
    })
  }

  async close(): Promise<void> {
    await this.#dispatcher?.destroy()
  }

  async #send(method: string, path: string, body: unknown, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    const answer = await this.#ask(method, path, body, signal).catch((error: Error) => {
      throw new ApiServerError(0, `${this.#url}: ${error.message}`)
    })
    if (answer.statusCode < 300) return answer
    const text = await answer.body.text()
    throw new ApiServerError(answer.statusCode, `${method} ${path}: ${answer.statusCode} ${messageOf(text)}`)
  }

  async #ask(method: string, path: string, body: unknown, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    const token = (await readFile(join(this.#folder, 'token'), 'utf8')).trim()
    this.#dispatcher ??= new Agent({ connect: { ca: await readFile(join(this.#folder, 'ca.crt'), 'utf8') } })
    const headers = { authorization: `Bearer ${token}`, accept: 'application/json' }
    return send(`${this.#url}${path}`, {
      method: method as Dispatcher.HttpMethod,
      headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
      signal,
      headersTimeout: 0,
      bodyTimeout: 0,
      dispatcher: this.#dispatcher,
    })
  }
}

/**
 * What `ask` resolves to; its signal aborts after `ms`, or when the caller's does. With a timer and a listener of
 * its own: Node 20 forgets an AbortSignal.timeout that only AbortSignal.any knows, and keeps each `any` of a signal
 * that lasts.
 */
async function within<T>(ms: number, caller: AbortSignal, ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const over = new AbortController()
  const timer = setTimeout(() => over.abort(new ApiServerError(0, `no answer within ${ms} ms`)), ms)
  const stop = (): void => over.abort(caller.reason)
  caller.addEventListener('abort', stop)
  if (caller.aborted) stop()
  try {
    return await ask(over.signal)
  } finally {
    clearTimeout(timer)
    caller.removeEventListener('abort', stop)
  }
}

function messageOf(text: string): string {
  try {
    return String((JSON.parse(text) as { message?: string }).message ?? text)
  } catch {
    return text.slice(0, 200)
  }
}
