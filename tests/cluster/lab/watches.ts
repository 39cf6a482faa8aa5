import type { ServerResponse } from 'node:http'
import type { Readable } from 'node:stream'
import type { Effect } from './fault-rules.ts'
import { statusObject } from './status-object.ts'
import type { Reset } from './tcp-reset.ts'
import { type WatchFormat, watchFormatOf } from './watch-formats.ts'

/** A watch that the server has taken. */
export interface OpenWatch {
  readonly path: string
  /** The type of the server's answer. */
  readonly type: string
  readonly from: Readable
  readonly to: ServerResponse
  readonly effect: Effect | undefined
}

/** The watches that are open through the proxy. */
export interface Watches {
  /** Passes the events of a watch on, one at a time, until it ends or the effect ends it. */
  pass(watch: OpenWatch): void
  /** Ends the open watches whose path matches; how many there were. */
  end(path: RegExp, how: 'cut' | 'expire'): number
}

const EXPIRED = statusObject(410, 'too old resource version')

export function createWatches(reset: Reset): Watches {
  const open = new Map<ServerResponse, OpenWatch>()
  return {
    pass(watch) {
      const { from, to } = watch
      open.set(to, watch)
      to.once('close', () => {
        open.delete(to)
        from.destroy()
      })
      void relay(watch)
        .then((how) => finish(watch, how))
        .catch(() => finish(watch, 'cut'))
    },
    end(path, how) {
      const ended = [...open.values()].filter((watch) => path.test(watch.path))
      for (const watch of ended) finish(watch, how)
      return ended.length
    },
  }

  function finish({ to, type }: OpenWatch, how: 'cut' | 'expire' | 'end'): void {
    if (how === 'cut' && to.socket !== null) reset(to.socket)
    else to.end(how === 'expire' ? watchFormatOf(type).errorEvent(EXPIRED) : '')
  }
}

/** Writes event after event; how the watch is to end. */
async function relay({ type, from, to, effect }: OpenWatch): Promise<'cut' | 'expire' | 'end'> {
  const limit = effect?.kind === 'cut' || effect?.kind === 'expire' ? effect : null
  let passed = 0
  if (limit?.afterEvents === 0) return limit.kind
  for await (const event of eventsOf(from, watchFormatOf(type))) {
    to.write(event)
    passed++
    if (limit !== null && passed === limit.afterEvents) return limit.kind
  }
  return 'end'
}

/** The bytes of each event, its line end or length among them. */
async function* eventsOf(from: Readable, { endOfFirst }: WatchFormat): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of from) {
    rest = Buffer.concat([rest, chunk as Buffer])
    for (let end = endOfFirst(rest); end !== null; end = endOfFirst(rest)) {
      yield rest.subarray(0, end)
      rest = rest.subarray(end)
    }
  }
}
