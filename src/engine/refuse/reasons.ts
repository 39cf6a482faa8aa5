import { FILTER_NAMES, type FilterName, type Reason } from '../../model/decision.ts'

/** Counts of hosts by the filter that refused them, in the order in which a refusal has them. */
export class ReasonCounts {
  readonly #counts = new Map<FilterName, number>()

  add(filter: FilterName, hosts: number): void {
    if (hosts > 0) this.#counts.set(filter, (this.#counts.get(filter) ?? 0) + hosts)
  }

  /** Filters that refused none are left out. */
  get reasons(): readonly Reason[] {
    return FILTER_NAMES.flatMap((filter) => {
      const hosts = this.#counts.get(filter)
      return hosts === undefined ? [] : [{ filter, hosts }]
    })
  }
}
