import type { Plan } from '../../model/plan.ts'
import type { LivePlan } from './live-plan.ts'

/** Between two tellings of how far the steps of a plan are: a plan of thousands changes as often a second. */
const PROGRESS_MS = 100

/** What is told in the next turn when it changes; steps alone can wait. */
function headOf({ status }: LivePlan): string {
  const { state, direction, wave, history, clashes, reason } = status
  return `${state} ${direction} ${wave} ${history.length} ${clashes.length} ${reason}`
}

/** Tells of plans that changed: of many changes in one turn of the event loop once, of steps ten times a second. */
export class PlanListeners {
  readonly #listeners = new Set<(plan: Plan) => void>()
  readonly #told = new WeakMap<LivePlan, { readonly head: string; readonly atMs: number }>()
  readonly #now = new Set<LivePlan>()
  readonly #later = new Set<LivePlan>()

  subscribe(listener: (plan: Plan) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  changed(live: LivePlan): void {
    if (this.#listeners.size === 0 || this.#now.has(live)) return
    const told = this.#told.get(live)
    const waitMs = told?.head === headOf(live) ? told.atMs + PROGRESS_MS - performance.now() : 0
    if (waitMs <= 0) {
      if (this.#now.size === 0) setImmediate(() => this.#tell(this.#now))
      this.#now.add(live)
    } else if (!this.#later.has(live)) {
      if (this.#later.size === 0) setTimeout(() => this.#tell(this.#later), waitMs).unref()
      this.#later.add(live)
    }
  }

  #tell(lives: Set<LivePlan>): void {
    const changed = [...lives]
    lives.clear()
    for (const live of changed) {
      this.#later.delete(live)
      this.#told.set(live, { head: headOf(live), atMs: performance.now() })
      for (const listener of this.#listeners) listener(live.plan)
    }
  }
}
