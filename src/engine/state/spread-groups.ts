import type { PodIdentity } from '../../model/holding.ts'
import type { PodRequest, SpreadRule } from '../../model/request.ts'
import { DomainCounts } from './domain-counts.ts'
import type { DomainKind } from './domains.ts'
import type { HostTable } from './host-table.ts'

/**
 * Game-wide rules per host, folded into one: they belong to the class, because every pod of it sees the same counts.
 */
export interface HostRule {
  /** [hostCount] pods of the component on each host. */
  readonly counts: Int32Array
  /** A bit a host, set where it has any: for most hosts that is all there is to read. */
  readonly occupied: Int32Array
  /** Hard limit, or null. */
  readonly limit: number | null
  /** Sum of soft weights, 0 for none. */
  readonly weight: number
}

/** Pods of the rule's component on a host. */
export function podsOn({ counts, occupied }: HostRule, host: number): number {
  return ((occupied[host >>> 5] >>> host) & 1) === 0 ? 0 : counts[host]
}

/** Puts a count in place of another. */
export function countOn({ counts, occupied }: HostRule, host: number, podCount: number): void {
  counts[host] = podCount
  if (podCount > 0) occupied[host >>> 5] |= 1 << host
  else occupied[host >>> 5] &= ~(1 << host)
}

/** A rule over ranges of hosts, with the counts of one scope. */
export interface RangeRule {
  readonly kind: 'Spread' | 'Together' | 'Near' | 'Apart'
  readonly domain: DomainKind
  readonly limit: number | null
  /** Hard the other way round: domains without pods are forbidden. */
  readonly isNeeded: boolean
  readonly weight: number
  /** Pods by domain index; domains without pods are absent. */
  readonly counts: ReadonlyMap<number, number>
}

/** Anti-affinity counts of one component: which pods of which scope hold something where. */
export class SpreadGroups {
  readonly #ranged: readonly { readonly rule: SpreadRule; readonly counts: DomainCounts }[]
  readonly hostRule: HostRule | null

  constructor(hosts: HostTable, request: PodRequest) {
    const own = request.spread.filter(isHostRule)
    this.#ranged = request.spread
      .filter((rule) => !isHostRule(rule))
      .map((rule) => ({ rule, counts: new DomainCounts(hosts, rule.scope, rule.domain) }))
    const limits = own.flatMap((rule) => (rule.limit === undefined ? [] : [rule.limit]))
    this.hostRule =
      own.length === 0
        ? null
        : {
            counts: new Int32Array(hosts.hostCount),
            occupied: new Int32Array((hosts.hostCount + 31) >>> 5),
            limit: limits.length === 0 ? null : Math.min(...limits),
            weight: own.reduce((sum, rule) => sum + (rule.weight ?? 0), 0),
          }
  }

  /** Counts a pod in (sign 1) or out (sign -1) on a host. */
  count(pod: PodIdentity, host: number, sign: 1 | -1): void {
    if (this.hostRule !== null) countOn(this.hostRule, host, this.hostRule.counts[host] + sign)
    for (const { counts } of this.#ranged) counts.count(pod, host, sign)
  }

  /** The range rules as one pod sees them; rules whose scope holds nothing yet are left out. */
  rangeRules(pod: PodIdentity): RangeRule[] {
    const rules: RangeRule[] = []
    for (const { rule, counts } of this.#ranged) {
      const { domain, limit = null, weight = 0 } = rule
      const found = counts.of(pod)
      if (found !== undefined) rules.push({ kind: 'Spread', domain, limit, isNeeded: false, weight, counts: found })
    }
    return rules
  }

  /** The hard range rules as one pod sees them, those too whose scope holds nothing yet. */
  hardRules(pod: PodIdentity): RangeRule[] {
    return this.#ranged.flatMap(({ rule: { domain, limit, weight = 0 }, counts }) => {
      const found = counts.of(pod) ?? NO_COUNTS
      return limit === undefined
        ? []
        : [{ kind: 'Spread' as const, domain, limit, isNeeded: false, weight, counts: found }]
    })
  }

  /** Domains that hold counted pods, over all rules and scopes. */
  get domainCount(): number {
    const hosts = this.hostRule === null ? 0 : this.hostRule.counts.reduce((sum, pods) => sum + (pods === 0 ? 0 : 1), 0)
    return this.#ranged.reduce((sum, { counts }) => sum + counts.domainCount, hosts)
  }
}

const NO_COUNTS: ReadonlyMap<number, number> = new Map()

function isHostRule(rule: SpreadRule): boolean {
  return rule.scope === 'game' && rule.domain === 'host'
}
