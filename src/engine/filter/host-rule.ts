import type { Filter } from './filter.ts'

/**
 * Hard anti-affinity of a whole game's component per host. Rules of zones and of wider domains are laid over ranges.
 */
export const hostRuleFilter: Filter = {
  name: 'SpreadLimit',
  concerns: ({ hostRule }) => hostRule !== null && hostRule.limit !== null,
  keep(_hosts, klass, batch, count) {
    if (klass.hostRule === null || klass.hostRule.limit === null) return count
    const { counts, limit } = klass.hostRule
    let kept = 0
    for (let i = 0; i < count; i++) {
      const host = batch[i]
      if (counts[host] < limit) batch[kept++] = host
    }
    return kept
  },
}
