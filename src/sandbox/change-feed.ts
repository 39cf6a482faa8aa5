import type { AgentChange, ChangeList } from '../model/agent.ts'

/** Changes kept for callers that ask late; older ones are seen in the allocations themselves. */
const KEPT_MAX = 1000

/** Numbered changes of one host, and those who wait for the next. */
export class ChangeFeed {
  #changes: AgentChange[] = []
  #number = 0
  readonly #waiting = new Set<() => void>()

  get number(): number {
    return this.#number
  }

  add(change: Omit<AgentChange, 'number'>): void {
    this.#changes.push({ ...change, number: ++this.#number })
    if (this.#changes.length > KEPT_MAX) this.#changes = this.#changes.slice(-KEPT_MAX / 2)
    for (const wake of this.#waiting) wake()
    this.#waiting.clear()
  }

  /** Changes above `after`; waits for one until the signal is raised. */
  async since(after: number, signal: AbortSignal): Promise<ChangeList> {
    if (this.#number <= after && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          signal.removeEventListener('abort', wake)
          this.#waiting.delete(wake)
          resolve()
        }
        this.#waiting.add(wake)
        signal.addEventListener('abort', wake)
      })
    }
    return { changes: this.#changes.filter(({ number }) => number > after), change: this.#number }
  }
}
