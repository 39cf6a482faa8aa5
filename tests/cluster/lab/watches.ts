import type { ServerResponse } from 'node:http'
import type { Readable } from 'node:stream'
import type { Effect } from './fault-rules.ts'
import { statusObject } from './status-object.ts'
import type { Reset } from './tcp-reset.ts'

/** The watches that are open through the proxy. */
export interface Watches {
  /** Passes the events of a watch on, one a line, until it ends or the effect ends it. */
  pass(path: string, from: Readable, to: ServerResponse, effect: Effect | undefined): void
  /** Ends the open watches whose path matches; how many there were. */
  end(path: RegExp, how: 'cut' | 'expire'): number
}

const EXPIRED = { type: 'ERROR', object: statusObject(410, 'too old resource version') }

export function createWatches(reset: Reset): Watches {
  const open = new Map<ServerResponse, string>()
  return {
    pass(path, from, to, effect) {
      open.set(to, path)
      to.once('close', () => {
        open.delete(to)
        from.destroy()
      })
      void relay(from, to, effect)
        .then((how) => finish(to, how))
        .catch(() => finish(to, 'cut'))
    },
    end(path, how) {
      const ended = [...open].filter(([, each]) => path.test(each))
      for (const [to] of ended) finish(to, how)
      return ended.length
    },
  }

  function finish(to: ServerResponse, how: 'cut' | 'expire' | 'end'): void {
    if (how === 'cut' && to.socket !== null) reset(to.socket)
    else to.end(how === 'expire' ? `${JSON.stringify(EXPIRED)}\n` : '')
  }
}

/** Writes event after event; how the watch is to end. */
async function relay(
  from: Readable,
  to: ServerResponse,
  effect: Effect | undefined,
): Promise<'cut' | 'expire' | 'end'> {
  const limit = effect?.kind === 'cut' || effect?.kind === 'expire' ? effect : null
  let passed = 0
  let rest = ''
  if (limit?.afterEvents === 0) return limit.kind
  from.setEncoding('utf8')
  for await (const chunk of from) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      to.write(`${line}\n`)
      passed++
      if (limit !== null && passed === limit.afterEvents) return limit.kind
    }
  }
  return 'end'
}
