import type { Collection } from '../collections.ts'
import type { KubeObject } from '../objects.ts'
import { WatchEventSchema } from '../proto/kubernetes_pb.ts'
import type { ApiClient } from './api-client.ts'
import type { ApiError } from './api-error.ts'
import { apiErrorOf, statusOf } from './api-error.ts'
import { PROTOBUF } from './envelope.ts'
import { FrameSplitter } from './frame-splitter.ts'
import { MessageError, readMessage } from './read-message.ts'

/** One event of a watch. A `bookmark` carries nothing but how far the watch has come. */
export type WatchEvent<T> =
  | { readonly kind: 'set'; readonly object: T }
  | { readonly kind: 'removed'; readonly object: T }
  | { readonly kind: 'bookmark'; readonly resourceVersion: string }

export interface WatchOptions<T extends KubeObject> {
  readonly collection: Collection<T>
  readonly query: Readonly<Record<string, string>>
  readonly resourceVersion: string
  /** A stream silent for so long is taken for dead: the server sends a bookmark at least every minute. */
  readonly idleMs: number
  readonly signal: AbortSignal
  /** The server has taken the watch. */
  readonly onOpen: () => void
}

/** One frame, as the server writes it. */
interface Frame {
  readonly type?: string
  /** In an envelope; a Status when the type is ERROR. */
  readonly object?: { readonly raw?: Buffer }
}

/**
 * Watches a collection until its stream ends. Returns why: null when the server closed it in the usual way, else the
 * error; `gone` asks for a new list. Frames that are none are a broken watch, too.
 * Throws only when the signal aborts. onEvents: all events of one chunk at once.
 */
export async function watchOnce<T extends KubeObject>(
  client: ApiClient,
  options: WatchOptions<T>,
  onEvents: (events: readonly WatchEvent<T>[]) => void,
): Promise<ApiError | null> {
  const words = new URLSearchParams({
    ...options.query,
    watch: 'true',
    allowWatchBookmarks: 'true',
    resourceVersion: options.resourceVersion,
  })
  const silence = new Silence(options.signal, options.idleMs)
  try {
    const { collection, idleMs: deadlineMs } = options
    const path = `${collection.path}?${words}`
    const opened = await client.open({ method: 'GET', path, accept: PROTOBUF, signal: silence.signal, deadlineMs })
    if (!opened.ok) return opened.error
    options.onOpen()
    const splitter = new FrameSplitter()
    for await (const chunk of opened.value) {
      silence.restart()
      const frames = splitter.push(chunk).map((bytes) => readMessage<Frame>(WatchEventSchema, bytes))
      const error = frames.find(({ type }) => type === 'ERROR')
      const events = frames.filter(({ type }) => type !== 'ERROR').map((frame) => eventOf(frame, collection))
      if (events.length > 0) onEvents(events)
      if (error !== undefined) return errorOf(error)
    }
    return null
  } catch (error) {
    options.signal.throwIfAborted()
    const message = silence.isOver ? `silent for ${options.idleMs} ms` : (error as Error).message
    return { kind: 'unreachable', message: `the watch broke off: ${message}` }
  } finally {
    silence.end()
  }
}

/** What a frame carries, empty where it says nothing. */
function objectIn({ object }: Frame): Buffer {
  return object?.raw ?? Buffer.alloc(0)
}

function eventOf<T extends KubeObject>(frame: Frame, { readObject }: Collection<T>): WatchEvent<T> {
  const read = (): T => readObject(objectIn(frame))
  switch (frame.type) {
    case 'ADDED':
    case 'MODIFIED':
      return { kind: 'set', object: read() }
    case 'DELETED':
      return { kind: 'removed', object: read() }
    case 'BOOKMARK':
      return { kind: 'bookmark', resourceVersion: read().metadata.resourceVersion }
    default:
      throw new MessageError(`an event of the type ${JSON.stringify(frame.type)}`)
  }
}

function errorOf(frame: Frame): ApiError {
  const status = objectIn(frame)
  return apiErrorOf(statusOf(status).code ?? 500, status, undefined)
}

/** Aborts when nothing came for a while, or with the caller; ends the stream in any case when the watch ends. */
class Silence {
  readonly #controller = new AbortController()
  readonly #caller: AbortSignal
  readonly #onAbort = (): void => this.#controller.abort(this.#caller.reason)
  readonly #timer: NodeJS.Timeout
  isOver = false

  constructor(caller: AbortSignal, idleMs: number) {
    this.#caller = caller
    this.#timer = setTimeout(() => {
      this.isOver = true
      this.#controller.abort(new Error('silence'))
    }, idleMs)
    if (caller.aborted) this.#onAbort()
    else caller.addEventListener('abort', this.#onAbort)
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  restart(): void {
    this.#timer.refresh()
  }

  end(): void {
    clearTimeout(this.#timer)
    this.#caller.removeEventListener('abort', this.#onAbort)
    this.#controller.abort(new Error('the watch ended'))
  }
}
