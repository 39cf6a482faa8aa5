import { setMaxListeners } from 'node:events'
import type { Clock } from '../clock.ts'
import type { Store } from '../store/store.ts'
import type { Target } from '../targets/target.ts'
import { applyBack } from './apply-back.ts'
import { applyForward, type RunEnd } from './apply-forward.ts'
import type { ApplyLimits } from './limits.ts'
import type { LivePlan } from './live-plan.ts'
import type { RunContext } from './step-calls.ts'
import { recordsOf } from './step-record.ts'

interface Run {
  isPausing: boolean
  readonly abort: AbortController
  /** Nothing further is asked or written. */
  readonly stopped: Promise<RunContext | null>
  /** And the target has answered all that it was asked. */
  readonly ended: Promise<void>
}

/** Runs plans: at most one run of a plan at a time, any number of plans side by side. */
export class PlanRunner {
  readonly #parts: { store: Store; target: Target; clock: Clock; limits: ApplyLimits }
  readonly #ended: (live: LivePlan, end: RunEnd) => void
  readonly #runs = new Map<string, Run>()

  /** ended: told of each run that was not stopped by the signal, in the turn in which it ends. */
  constructor(
    parts: { store: Store; target: Target; clock: Clock; limits: ApplyLimits },
    ended: (live: LivePlan, end: RunEnd) => void,
  ) {
    this.#parts = parts
    this.#ended = ended
  }

  /** Goes on with a plan in its direction, once its last run has let go of its last call. */
  start(live: LivePlan): void {
    const last = this.#runs.get(live.name)?.ended ?? Promise.resolve()
    const abort = new AbortController()
    setMaxListeners(0, abort.signal) // Each step in hand listens.
    const stopped = last.then(() => this.#go(live, run))
    const ended = stopped.then(async (context) => {
      await Promise.allSettled(context?.unanswered ?? [])
      if (this.#runs.get(live.name) === run) this.#runs.delete(live.name)
    })
    const run: Run = { isPausing: false, abort, stopped, ended }
    this.#runs.set(live.name, run)
  }

  /** Starts no further step; those in hand finish. */
  pause(name: string): void {
    const run = this.#runs.get(name)
    if (run !== undefined) run.isPausing = true
  }

  /** Stops at the call. */
  halt(name: string): void {
    this.#runs.get(name)?.abort.abort()
  }

  /** A context for single calls outside of a run, such as giving cordons back. */
  contextOf(live: LivePlan, signal: AbortSignal): RunContext {
    const records = recordsOf(this.#parts.store.journal.linesOf(live.name))
    return { ...this.#parts, live, records, signal, unanswered: new Set() }
  }

  /** Resolves when no run of the plan is under way. */
  async settled(name: string): Promise<void> {
    await this.#runs.get(name)?.ended
  }

  /** Stops every run at its call; a target that never answers does not hold this up. */
  async close(): Promise<void> {
    for (const run of this.#runs.values()) run.abort.abort()
    await Promise.all([...this.#runs.values()].map((run) => run.stopped))
  }

  async #go(live: LivePlan, run: Run): Promise<RunContext | null> {
    if (run.abort.signal.aborted) return null
    const context = this.contextOf(live, run.abort.signal)
    const end = await this.#apply(context, () => run.isPausing)
    if (!run.abort.signal.aborted || end.kind === 'done' || end.kind === 'failed') this.#tellEnd(live, end)
    return context
  }

  /** A status that cannot be written stands in memory; the next action on the plan meets the same error. */
  #tellEnd(live: LivePlan, end: RunEnd): void {
    try {
      this.#ended(live, end)
    } catch (error) {
      process.emitWarning(error instanceof Error ? error : String(error))
    }
  }

  async #apply(context: RunContext, isPausing: () => boolean): Promise<RunEnd> {
    try {
      const apply = context.live.status.direction === 'forward' ? applyForward : applyBack
      return await apply(context, isPausing)
    } catch (error) {
      // A disk that cannot be written to, or a fault of the program: nothing further may be begun.
      return { kind: 'halted', reason: `internal: ${error instanceof Error ? error.message : String(error)}` }
    }
  }
}
