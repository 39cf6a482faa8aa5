import type { PodIdentity } from '../../model/holding.ts'
import type { PodRequest, SpreadRule } from '../../model/request.ts'
import type { DomainKind } from './domains.ts'
import type { HostTable } from './host-table.ts'

/**
 * Game-wide rules per host, folded into one: they belong to the class, because every pod of it sees the same counts.
 */
export interface HostRule {
  /** [hostCount] pods of the component on each host. */
  readonly counts: Int32Array
  /** Hard limit, or null. */
  readonly limit: number | null
  /** Sum of soft weights, 0 for none. */
  readonly weight: number
}

/** A rule over ranges of hosts, with the counts of one scope. */
export interface RangeRule {
  readonly domain: DomainKind
  readonly limit: number | null
  readonly weight: number
  /** Pods by domain index; domains without pods are absent. */
  readonly counts: ReadonlyMap<number, number>
}

/** Anti-affinity counts of one component: which pods of which scope hold something where. */
export class SpreadGroups {
  readonly #hosts: HostTable
  readonly #ranged: readonly SpreadRule[]
  readonly hostRule: HostRule | null
  /** Counts by rule, then by scope key (zone name, or '' for the game). */
  readonly #counts: readonly Map<string, Map<number, number>>[]

  constructor(hosts: HostTable, request: PodRequest) {
    this.#hosts = hosts
    const own = request.spread.filter(isHostRule)
    this.#ranged = request.spread.filter((rule) => !isHostRule(rule))
    this.#counts = this.#ranged.map(() => new Map())
    const limits = own.flatMap((rule) => (rule.limit === undefined ? [] : [rule.limit]))
    this.hostRule =
      own.length === 0
        ? null
        : {
            counts: new Int32Array(hosts.hostCount),
            limit: limits.length === 0 ? null : Math.min(...limits),
            weight: own.reduce((sum, rule) => sum + (rule.weight ?? 0), 0),
          }
  }

  /** Counts a pod in (sign 1) or out (sign -1) on a host. */
  count(pod: PodIdentity, host: number, sign: 1 | -1): void {
    if (this.hostRule !== null) this.hostRule.counts[host] += sign
    for (let i = 0; i < this.#ranged.length; i++) {
      const rule = this.#ranged[i]
      const key = rule.scope === 'zone' ? pod.zone : ''
      const domain = this.#hosts.domains[rule.domain].of[host]
      let counts = this.#counts[i].get(key)
      if (counts === undefined) {
        counts = new Map()
        this.#counts[i].set(key, counts)
      }
      const count = (counts.get(domain) ?? 0) + sign
      if (count > 0) counts.set(domain, count)
      else counts.delete(domain)
      if (counts.size === 0) this.#counts[i].delete(key)
    }
  }

  /** The range rules as one pod sees them; rules whose scope holds nothing yet are left out. */
  rangeRules(pod: PodIdentity): RangeRule[] {
    const rules: RangeRule[] = []
    for (let i = 0; i < this.#ranged.length; i++) {
      const { scope, domain, limit = null, weight = 0 } = this.#ranged[i]
      const counts = this.#counts[i].get(scope === 'zone' ? pod.zone : '')
      if (counts !== undefined) rules.push({ domain, limit, weight, counts })
    }
    return rules
  }

  /** Domains that hold counted pods, over all rules and scopes. */
  get domainCount(): number {
    let count = this.hostRule === null ? 0 : this.hostRule.counts.reduce((sum, pods) => sum + (pods === 0 ? 0 : 1), 0)
    for (const scopes of this.#counts) for (const counts of scopes.values()) count += counts.size
    return count
  }
}

function isHostRule(rule: SpreadRule): boolean {
  return rule.scope === 'game' && rule.domain === 'host'
}
