import { setTimeout as pause } from 'node:timers/promises'
import { TargetUnreachable } from '../targets/target.ts'
import type { RoundReport, Session } from './session.ts'

export interface FreeRunOptions {
  /** Pause between two rounds, ms. */
  readonly intervalMs: number
  readonly onRound?: (report: RoundReport) => void
  /** The target gave no answer; the next round tries again. */
  readonly onUnreachable?: (reason: string) => void
}

/**
 * Runs rounds at the pace of the wall clock until the signal is raised or the session is outdated. Instants of the
 * recording are microseconds since the start, by a clock that never falls. Throws ReleaseRefused.
 */
export async function freeRun(session: Session, options: FreeRunOptions, signal: AbortSignal): Promise<void> {
  const startMs = performance.now()
  while (!signal.aborted && !session.isOutdated) {
    try {
      options.onRound?.(await session.round(Math.round((performance.now() - startMs) * 1000), signal))
    } catch (error) {
      if (signal.aborted) return
      if (!(error instanceof TargetUnreachable)) throw error
      options.onUnreachable?.(error.message)
    }
    await pause(options.intervalMs, undefined, { signal }).catch(() => undefined)
  }
}
