import { setTimeout as delay } from 'node:timers/promises'
import type { ApiClient } from './api/api-client.ts'
import type { ApiError } from './api/api-error.ts'
import { listAll } from './api/api-list.ts'
import { watchOnce } from './api/api-watch.ts'
import type { Collection } from './collections.ts'
import type { KubeObject } from './objects.ts'

/** Where a reflector writes what it sees. */
export interface ReflectorSink<T> {
  /** All there is, as of one instant. */
  replace(objects: readonly T[]): void
  set(object: T): void
  remove(object: T): void
}

export interface ReflectorOptions<T extends KubeObject> {
  readonly collection: Collection<T>
  readonly query: Readonly<Record<string, string>>
  /** Silence after which a watch is taken for dead. */
  readonly idleMs: number
}

const BACKOFF_MS_MIN = 100
const BACKOFF_MS_MAX = 10_000

/**
 * Keeps a sink equal to a collection: a list, then a watch from its resourceVersion on, resumed where it broke off and
 * begun again by a list when the server has forgotten that place (410) or says it lost count.
 */
export class Reflector<T extends KubeObject> {
  readonly #client: ApiClient
  readonly #options: ReflectorOptions<T>
  readonly #sink: ReflectorSink<T>
  readonly #stopper = new AbortController()
  #isWatching = false
  #lists = 0
  #ended: Promise<void> = Promise.resolve()

  constructor(client: ApiClient, options: ReflectorOptions<T>, sink: ReflectorSink<T>) {
    this.#client = client
    this.#options = options
    this.#sink = sink
  }

  /** Whether a watch is open, so that the sink follows the collection. */
  get isWatching(): boolean {
    return this.#isWatching
  }

  /** Lists made so far; above 1 when a watch could not be resumed. */
  get listCount(): number {
    return this.#lists
  }

  start(): void {
    this.#ended = this.#run().catch((error: unknown) => {
      if (!this.#stopper.signal.aborted) throw error
    })
  }

  async stop(): Promise<void> {
    this.#stopper.abort(new Error('stopped'))
    await this.#ended
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopper
    let backoffMs = BACKOFF_MS_MIN
    for (;;) {
      const error = await this.#listAndWatch(() => {
        backoffMs = BACKOFF_MS_MIN
      })
      // A place the server has forgotten is no trouble of the server: the new list follows at once.
      const waitMs = error.kind === 'gone' ? BACKOFF_MS_MIN : waitOf(error, backoffMs)
      await delay(waitMs, undefined, { signal })
      backoffMs = Math.min(BACKOFF_MS_MAX, backoffMs * 2)
    }
  }

  /** Lists once, then watches as often as the watch can be resumed. onProgress: something came. */
  async #listAndWatch(onProgress: () => void): Promise<ApiError> {
    const { collection, query } = this.#options
    const listed = await listAll(this.#client, collection, query, this.#stopper.signal)
    if (!listed.ok) return listed.error
    this.#lists++
    this.#sink.replace(listed.value.items)
    onProgress()
    return this.#watchFrom(listed.value.resourceVersion, onProgress)
  }

  async #watchFrom(start: string, onProgress: () => void): Promise<ApiError> {
    const { collection, query, idleMs } = this.#options
    const { signal } = this.#stopper
    let resourceVersion = start
    let backoffMs = BACKOFF_MS_MIN
    for (;;) {
      const onOpen = (): void => {
        this.#isWatching = true
      }
      const options = { collection, query, resourceVersion, idleMs, signal, onOpen }
      let hasCome = false
      const error = await watchOnce(this.#client, options, (events) => {
        for (const event of events) {
          if (event.kind === 'set') this.#sink.set(event.object)
          else if (event.kind === 'removed') this.#sink.remove(event.object)
          resourceVersion = event.kind === 'bookmark' ? event.resourceVersion : event.object.metadata.resourceVersion
        }
        hasCome = true
      }).finally(() => {
        this.#isWatching = false
      })
      if (error !== null && error.kind !== 'unreachable' && error.kind !== 'tooMany') return error
      if (hasCome) {
        onProgress()
        backoffMs = BACKOFF_MS_MIN
      }
      await delay(error === null ? BACKOFF_MS_MIN : waitOf(error, backoffMs), undefined, { signal })
      backoffMs = Math.min(BACKOFF_MS_MAX, backoffMs * 2)
    }
  }
}

/** What the server asked for, or a doubling pause. */
function waitOf(error: ApiError, backoffMs: number): number {
  if (error.kind === 'tooMany') return Math.max(error.retryAfterMs, backoffMs)
  return error.kind === 'unreachable' ? Math.max(error.retryAfterMs ?? 0, backoffMs) : backoffMs
}
