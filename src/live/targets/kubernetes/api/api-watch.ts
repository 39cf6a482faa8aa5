import type { KubeObject } from '../objects.ts'
import type { ApiClient } from './api-client.ts'
import type { ApiError } from './api-error.ts'
import { apiErrorOf } from './api-error.ts'

/** One line of a watch. A `bookmark` carries nothing but how far the watch has come. */
export type WatchEvent<T> =
  | { readonly kind: 'set'; readonly object: T }
  | { readonly kind: 'removed'; readonly object: T }
  | { readonly kind: 'bookmark'; readonly resourceVersion: string }

export interface WatchOptions {
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly resourceVersion: string
  /** A stream silent for so long is taken for dead: the server sends a bookmark at least every minute. */
  readonly idleMs: number
  readonly signal: AbortSignal
  /** The server has taken the watch. */
  readonly onOpen: () => void
}

interface WatchLine<T> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR'
  readonly object: T & { readonly code?: number }
}

/**
 * Watches a collection until its stream ends. Returns why: null when the server closed it in the usual way, else the
 * error; `gone` asks for a new list. Throws only when the signal aborts. onEvents: all lines of one chunk at once.
 */
export async function watchOnce<T extends KubeObject>(
  client: ApiClient,
  options: WatchOptions,
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
    const path = `${options.path}?${words}`
    const opened = await client.open({ method: 'GET', path, signal: silence.signal, deadlineMs: options.idleMs })
    if (!opened.ok) return opened.error
    options.onOpen()
    const lines = new LineSplitter()
    for await (const chunk of opened.value) {
      silence.restart()
      const parsed = lines.push(chunk).map((line) => JSON.parse(line) as WatchLine<T>)
      const error = parsed.find((line) => line.type === 'ERROR')
      const events = parsed.flatMap((line) => eventOf(line))
      if (events.length > 0) onEvents(events)
      if (error !== undefined) return apiErrorOf(error.object.code ?? 500, JSON.stringify(error.object), undefined)
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

function eventOf<T extends KubeObject>(line: WatchLine<T>): readonly WatchEvent<T>[] {
  switch (line.type) {
    case 'ADDED':
    case 'MODIFIED':
      return [{ kind: 'set', object: line.object }]
    case 'DELETED':
      return [{ kind: 'removed', object: line.object }]
    case 'BOOKMARK':
      return [{ kind: 'bookmark', resourceVersion: line.object.metadata.resourceVersion }]
    case 'ERROR':
      return []
  }
}

/** Cuts a stream of bytes into its full lines; a line may come in many chunks. */
class LineSplitter {
  #parts: Buffer[] = []

  push(chunk: Buffer): string[] {
    const last = chunk.lastIndexOf(10)
    if (last < 0) {
      this.#parts.push(chunk)
      return []
    }
    const whole = Buffer.concat([...this.#parts, chunk.subarray(0, last)]).toString('utf8')
    this.#parts = last + 1 < chunk.length ? [chunk.subarray(last + 1)] : []
    return whole.split('\n').filter((line) => line !== '')
  }
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
