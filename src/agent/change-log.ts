import type { AgentChange, ChangeList } from '../model/agent.ts'

/** Changes kept for callers that come back late; they see the list of allocations anyway. */
const KEPT_MAX = 1_000

/**
 * What happened on the host, numbered. Numbers begin at the time of the start in ms, so those of a later start are
 * above those of an earlier one and a caller that waits after an old number misses nothing.
 */
export class ChangeLog {
  readonly #changes: AgentChange[] = []
  readonly #waiting = new Set<() => void>()
  readonly #nowMs: () => number
  #last: number

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs
    this.#last = nowMs()
  }

  /** Number of the last change. */
  get last(): number {
    return this.#last
  }

  add(kind: AgentChange['kind'], pod: string | null, detail: string): void {
    this.#last++
    this.#changes.push({ number: this.#last, atMs: this.#nowMs(), kind, pod, detail })
    if (this.#changes.length > KEPT_MAX) this.#changes.shift()
    for (const wake of this.#waiting) wake()
  }

  /** Changes above `after`; waits for the first until the signal is raised. */
  async after(after: number, signal: AbortSignal): Promise<ChangeList> {
    if (this.#since(after).length === 0 && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          this.#waiting.delete(wake)
          signal.removeEventListener('abort', wake)
          resolve()
        }
        this.#waiting.add(wake)
        signal.addEventListener('abort', wake)
      })
    }
    return { changes: this.#since(after), change: this.#last }
  }

  #since(after: number): readonly AgentChange[] {
    return this.#changes.filter((change) => change.number > after)
  }
}
