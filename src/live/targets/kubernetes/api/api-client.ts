import { EventEmitter } from 'node:events'
import { createSecureContext } from 'node:tls'
import { type Dispatcher, errors, Pool } from 'undici'
import { onAbort } from '../../../on-abort.ts'
import type { ApiError, ApiResult } from './api-error.ts'
import { apiErrorOf } from './api-error.ts'
import type { Connection } from './connection.ts'
import { MessageError } from './read-message.ts'

/** Requests of this client that are with the server at one time. A watch holds one of them. */
const CONNECTIONS_MAX = 64
/** A request without an answer by then is given up, unless told; the server itself gives up after a minute. */
const DEADLINE_MS = 30_000
/** How long headers with a token are used before they are asked for again. */
const HEADERS_KEPT_MS = 30_000

export const MERGE_PATCH = 'application/merge-patch+json'
export const STRATEGIC_PATCH = 'application/strategic-merge-patch+json'
export const APPLY_PATCH = 'application/apply-patch+yaml'

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Path and query. */
  readonly path: string
  /** JSON text. */
  readonly body?: string
  readonly contentType?: string
  /** The type that the answer is to be of; JSON unless told. */
  readonly accept?: string
  readonly signal: AbortSignal
  readonly deadlineMs?: number
}

/**
 * Requests to one API server over kept-alive connections, bodies as raw JSON unless told. There is no replace:
 * a client that writes back what it read drops fields it does not know.
 */
export class ApiClient {
  readonly #connection: Connection
  readonly #pool: Pool
  #headers: Readonly<Record<string, string>> | null = null
  #headersUntilMs = 0

  readonly #deadlineMs: number

  constructor(connection: Connection, deadlineMs = DEADLINE_MS) {
    this.#connection = connection
    this.#deadlineMs = deadlineMs
    // One context for all connections: each would read the keys and certificates anew.
    const { servername, rejectUnauthorized, ...keys } = connection.tls
    const secureContext = createSecureContext(keys)
    this.#pool = new Pool(connection.server, {
      connections: CONNECTIONS_MAX,
      connect: {
        secureContext,
        ...(servername === undefined ? {} : { servername }),
        ...(rejectUnauthorized === undefined ? {} : { rejectUnauthorized }),
        timeout: 10_000,
      },
      keepAliveTimeout: 60_000,
      // Streams have a watchdog of their own, requests a deadline.
      headersTimeout: 0,
      bodyTimeout: 0,
    })
  }

  /**
   * Makes one request and reads its answer, as JSON unless told. read may throw a MessageError. Throws only when the
   * caller's signal aborts.
   */
  async request<T>(request: ApiRequest, read: (body: Buffer) => T = readJson): Promise<ApiResult<T>> {
    const deadline = new Deadline(request.signal, request.deadlineMs ?? this.#deadlineMs)
    try {
      const response = await this.#send(request, deadline)
      const body = await bodyOf(response)
      checkType(request, response)
      if (response.statusCode < 300) return { ok: true, value: read(body) }
      return { ok: false, error: apiErrorOf(response.statusCode, body, retryAfterOf(response)) }
    } catch (error) {
      request.signal.throwIfAborted()
      return { ok: false, error: unreachable(error, deadline.isOver) }
    } finally {
      deadline.clear()
    }
  }

  /**
   * Opens a request whose answer goes on for long; the deadline holds until the answer begins. The caller reads it to
   * its end or aborts the signal, also when there is none.
   */
  async open(request: ApiRequest): Promise<ApiResult<AsyncIterable<Buffer>>> {
    const deadline = new Deadline(request.signal, request.deadlineMs ?? this.#deadlineMs)
    try {
      const response = await this.#send(request, deadline)
      checkType(request, response)
      if (response.statusCode < 300) {
        deadline.stop()
        return { ok: true, value: response.body }
      }
      return { ok: false, error: apiErrorOf(response.statusCode, await bodyOf(response), retryAfterOf(response)) }
    } catch (error) {
      request.signal.throwIfAborted()
      return { ok: false, error: unreachable(error, deadline.isOver) }
    }
  }

  async close(): Promise<void> {
    await this.#pool.destroy()
  }

  async #send(request: ApiRequest, signal: EventEmitter): Promise<Dispatcher.ResponseData> {
    const headers = { ...(await this.#identity()), accept: request.accept ?? 'application/json' }
    return this.#pool.request({
      method: request.method,
      path: request.path,
      headers:
        request.body === undefined
          ? headers
          : { ...headers, 'content-type': request.contentType ?? 'application/json' },
      body: request.body ?? null,
      signal,
    })
  }

  async #identity(): Promise<Readonly<Record<string, string>>> {
    const nowMs = Date.now()
    if (this.#headers === null || nowMs >= this.#headersUntilMs) {
      this.#headers = await this.#connection.headers()
      this.#headersUntilMs = nowMs + HEADERS_KEPT_MS
    }
    return this.#headers
  }
}

/** Tells a request to break off, with the caller's signal or after a time. An AbortSignal costs ten times as much. */
class Deadline extends EventEmitter {
  readonly #timer: NodeJS.Timeout
  readonly #forget: () => void
  isOver = false
  aborted = false
  reason: unknown = undefined

  constructor(caller: AbortSignal, afterMs: number) {
    super()
    this.#timer = setTimeout(() => {
      this.isOver = true
      this.#abort(new Error(`no answer within ${afterMs} ms`))
    }, afterMs)
    this.#forget = onAbort(caller, () => this.#abort(caller.reason))
    if (caller.aborted) this.#abort(caller.reason)
  }

  /** Takes the time limit off; the caller's signal still aborts. */
  stop(): void {
    clearTimeout(this.#timer)
  }

  clear(): void {
    clearTimeout(this.#timer)
    this.#forget()
  }

  #abort(reason: unknown): void {
    this.aborted = true
    this.reason = reason
    this.emit('abort')
  }
}

/** Throws a MessageError when what was asked for came as something else: a proxy may answer as it likes. */
function checkType({ accept }: ApiRequest, response: Dispatcher.ResponseData): void {
  const type = String(response.headers['content-type'])
  if (accept === undefined || response.statusCode >= 300 || essenceOf(type) === essenceOf(accept)) return
  throw new MessageError(`an answer of the type ${type}, not of ${essenceOf(accept)} as asked`)
}

/** A media type without its parameters. */
function essenceOf(type: string): string {
  return type.split(';')[0].trim()
}

async function bodyOf(response: Dispatcher.ResponseData): Promise<Buffer> {
  return Buffer.from(await response.body.arrayBuffer())
}

function readJson<T>(body: Buffer): T {
  return JSON.parse(body.toString('utf8')) as T
}

function retryAfterOf(response: Dispatcher.ResponseData): string | undefined {
  const value = response.headers['retry-after']
  return Array.isArray(value) ? value[0] : value
}

function unreachable(error: unknown, isDeadline: boolean): ApiError {
  if (isDeadline) return { kind: 'unreachable', message: 'no answer within the deadline' }
  if (error instanceof MessageError) return { kind: 'unreachable', message: `the server sent ${error.message}` }
  const cause = error instanceof errors.UndiciError || error instanceof Error ? error : new Error(String(error))
  const code = (cause as NodeJS.ErrnoException).code
  const message = cause.message === '' ? (code ?? cause.name) : cause.message
  return { kind: 'unreachable', message: `the connection failed: ${message}` }
}
