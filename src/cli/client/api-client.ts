import type { Problem } from '../../model/api.ts'

/** What the API said: a value, or the problem that it refused with. Status 0 is no answer at all. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T; readonly tag: string | null }
  | { readonly ok: false; readonly problem: Problem }

/** Sends one request: over a socket, or into an application of this process. Rejects when nothing answers. */
export type Send = (path: string, init: RequestInit) => Promise<Response>

/** Calls of the adapter's API with one token. Nothing is thrown for what the other side says or does not say. */
export class ApiClient {
  readonly #send: Send
  readonly #token: string

  constructor(send: Send, token: string) {
    this.#send = send
    this.#token = token
  }

  get<T>(path: string): Promise<Answer<T>> {
    return this.#call(path, { method: 'GET' })
  }

  /** tag: ETag that the thing must still have. */
  post<T>(path: string, body: object, headers: Readonly<Record<string, string>> = {}): Promise<Answer<T>> {
    const json = { 'Content-Type': 'application/json', ...headers }
    return this.#call(path, { method: 'POST', body: JSON.stringify(body), headers: json })
  }

  delete(path: string): Promise<Answer<null>> {
    return this.#call(path, { method: 'DELETE' })
  }

  /** The answer with its body unread, for what comes in lines. */
  async open(path: string, signal?: AbortSignal): Promise<Response | Problem> {
    try {
      const answer = await this.#send(path, this.#with({ method: 'GET', ...(signal === undefined ? {} : { signal }) }))
      return answer.ok ? answer : await problemIn(answer)
    } catch (error) {
      return noAnswer(error)
    }
  }

  async #call<T>(path: string, init: RequestInit): Promise<Answer<T>> {
    try {
      const answer = await this.#send(path, this.#with(init))
      if (!answer.ok) return { ok: false, problem: await problemIn(answer) }
      const value = answer.status === 204 ? null : await answer.json()
      return { ok: true, value: value as T, tag: answer.headers.get('etag') }
    } catch (error) {
      return { ok: false, problem: noAnswer(error) }
    }
  }

  #with(init: RequestInit): RequestInit {
    return { ...init, headers: { ...(init.headers as Record<string, string>), Authorization: `Bearer ${this.#token}` } }
  }
}

async function problemIn(answer: Response): Promise<Problem> {
  const text = await answer.text()
  if (answer.headers.get('content-type')?.startsWith('application/problem+json') === true) {
    return JSON.parse(text) as Problem
  }
  const detail = `an answer that is not of this API: ${answer.status} ${text.slice(0, 80)}`
  return { type: 'about:blank', title: 'Not Berth', status: answer.status, detail }
}

/** undici says only that fetching failed; what failed is its cause. */
function noAnswer(error: unknown): Problem {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const detail = cause instanceof Error ? cause.message || String((cause as NodeJS.ErrnoException).code) : String(cause)
  return { type: 'urn:berth:problem:unreachable', title: 'No answer', status: 0, detail }
}
