import { byCodeUnit } from '../../base/order.ts'

/** What an import had to leave out or could not carry over, counted by reason. */
export interface LeftOut {
  readonly reason: string
  readonly count: number
}

/** Counts by reason what an import leaves out. */
export class LeftOutCounts {
  readonly #counts = new Map<string, number>()

  add(reason: string, count = 1): void {
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + count)
  }

  /** By reason. */
  get all(): readonly LeftOut[] {
    return [...this.#counts]
      .map(([reason, count]) => ({ reason, count }))
      .sort((a, b) => byCodeUnit(a.reason, b.reason))
  }
}
