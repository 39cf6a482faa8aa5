import type { Filter } from './filters.ts'

/** Hard anti-affinity of a whole game's component per host. Rules of zones and of wider domains are laid over ranges. */
export const hostRuleFilter: Filter = {
  name: 'SpreadLimit',
  concerns: (klass) => klass.hostRule !== null && klass.hostRule.limit !== null,
  passes(_hosts, host, { hostRule }) {
    return hostRule === null || hostRule.limit === null || hostRule.counts[host] < hostRule.limit
  },
}
