import { setTimeout as sleep } from 'node:timers/promises'
import type { RuntimeCalls } from '../../node/container-hooks.ts'
import { type NriSessionOptions, runNriSession } from './nri-session.ts'

/** Between two tries to connect: the first wait, doubled up to the last. */
const WAIT_MS_MIN = 100
const WAIT_MS_MAX = 5_000

export interface NriDoorOptions extends Omit<NriSessionOptions, 'ready'> {
  /** The way to the runtime, null while there is none. */
  readonly connected: (calls: RuntimeCalls | null) => void
  /** One line for a log. */
  readonly log: (line: string) => void
}

/**
 * Keeps the agent connected to the container runtime: containerd ends the connection when it restarts, and knows of no
 * plugin until one connects anew. Ends when the signal is raised; never rejects.
 */
export async function keepNriDoor(options: NriDoorOptions): Promise<void> {
  const { signal, log, connected, socketPath } = options
  let waitMs = WAIT_MS_MIN
  let told = ''
  while (!signal.aborted) {
    const reason = await runNriSession({
      ...options,
      ready(calls, words) {
        waitMs = WAIT_MS_MIN
        told = ''
        log(`plugin ${options.index}-${options.name} of ${words}`)
        connected(calls)
      },
    }).catch((error: Error) => error.message)
    connected(null)
    if (signal.aborted) return
    // A runtime that is away for an hour is one line, not a thousand.
    if (reason !== told) log(`no connection to ${socketPath}: ${reason}`)
    told = reason
    await sleep(waitMs, undefined, { signal }).catch(() => undefined)
    waitMs = Math.min(2 * waitMs, WAIT_MS_MAX)
  }
}
