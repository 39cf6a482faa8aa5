import { sumOf } from '../../base/sum.ts'
import type { PodIdentity } from '../../model/holding.ts'
import { ownNameOf, type PeerRule, type PodRequest } from '../../model/request.ts'
import { DomainCounts } from './domain-counts.ts'
import type { HostTable } from './host-table.ts'
import type { PodRecord } from './pods.ts'
import type { RangeRule } from './spread-groups.ts'

/** A rule as the pods that it binds see it: where pods of another component are. */
interface SeenRule {
  readonly kind: 'Near' | 'Apart'
  /** Null: hard. */
  readonly weight: number | null
  readonly counts: DomainCounts
}

/** What rules of others say of all components of one name. */
interface Named {
  /** Counts of their pods that rules of others read. */
  readonly counts: DomainCounts[]
  /** Hard rules of others to be apart from them, which bind them too. */
  readonly against: SeenRule[]
  /** Hard rules of others to be near them. */
  neededBy: number
  /** Those that they must be near to, one for each such rule. */
  readonly needs: Named[]
}

/** The place of one declared component among the rules between components. */
export interface PeerSeat {
  readonly named: Named
  readonly rules: readonly SeenRule[]
  /** Counts of its own pods, for those that must keep apart from them. */
  readonly counts: readonly DomainCounts[]
}

const NO_RULES: readonly RangeRule[] = []
const NOWHERE: ReadonlyMap<number, number> = new Map()

/** Affinity and anti-affinity between components: which pods that some rule reads hold something where. */
export class PeerGroups {
  readonly #hosts: HostTable
  readonly #named = new Map<string, Named>()
  readonly #all: DomainCounts[] = []

  constructor(hosts: HostTable) {
    this.#hosts = hosts
  }

  /**
   * Gives a component its seat. pods: all that are known, for some may hold something before a rule counts them.
   * undo: receives what takes the seat back, to be called in reverse.
   */
  seat(
    { game, component }: Pick<PodIdentity, 'game' | 'component'>,
    { peers = [] }: PodRequest,
    pods: Iterable<PodRecord>,
    undo: (() => void)[],
  ): PeerSeat {
    const rules: SeenRule[] = []
    const counts: DomainCounts[] = []
    const named = this.#nameOf(game, component)
    for (const rule of peers) {
      const { kind, weight = null } = rule
      const other = this.#nameOf(game, rule.component)
      const seen = other.counts.find((each) => each.scope === rule.scope && each.domain === rule.domain)
      rules.push({
        kind: kind === 'near' ? 'Near' : 'Apart',
        weight,
        counts: seen ?? this.#read(other, rule, pods, undo),
      })
      if (weight !== null) continue
      if (kind === 'near') {
        other.neededBy++
        named.needs.push(other)
        undo.push(() => {
          other.neededBy--
          named.needs.pop()
        })
      } else {
        const own = this.#counts(rule, undo)
        counts.push(own)
        other.against.push({ kind: 'Apart', weight: null, counts: own })
        undo.push(() => other.against.pop())
      }
    }
    return { named, rules, counts }
  }

  #nameOf(game: string, component: string): Named {
    const key = `${game}/${ownNameOf(component)}`
    const known = this.#named.get(key)
    if (known !== undefined) return known
    const named: Named = { counts: [], against: [], neededBy: 0, needs: [] }
    this.#named.set(key, named)
    return named
  }

  #read(other: Named, rule: PeerRule, pods: Iterable<PodRecord>, undo: (() => void)[]): DomainCounts {
    const counts = this.#counts(rule, undo)
    other.counts.push(counts)
    undo.push(() => other.counts.pop())
    for (const { component, identity, holding } of pods) {
      if (component.seat.named === other && holding !== null) counts.count(identity, holding.host, 1)
    }
    return counts
  }

  #counts({ scope, domain }: PeerRule, undo: (() => void)[]): DomainCounts {
    const counts = new DomainCounts(this.#hosts, scope, domain)
    this.#all.push(counts)
    undo.push(() => this.#all.pop())
    return counts
  }

  /** Counts a pod in (sign 1) or out (sign -1) on a host. */
  count({ named, counts }: PeerSeat, pod: PodIdentity, host: number, sign: 1 | -1): void {
    for (const each of named.counts) each.count(pod, host, sign)
    for (const each of counts) each.count(pod, host, sign)
    // A host near it may now take pods that wait for it.
    if (sign === 1 && named.neededBy > 0) this.#hosts.journal.note(host, true)
  }

  /** Domains in which rules between components count pods. */
  get domainCount(): number {
    return sumOf(this.#all.map(({ domainCount }) => domainCount))
  }
}

/** The rules between components as one pod sees them; those that change nothing for it are left out. */
export function peerRules({ rules, named }: PeerSeat, pod: PodIdentity): readonly RangeRule[] {
  if (rules.length === 0 && named.against.length === 0) return NO_RULES
  const seen: RangeRule[] = []
  for (const { kind, weight, counts } of [...rules, ...named.against]) {
    const isNeeded = kind === 'Near' && weight === null
    const found = counts.of(pod)
    if (found === undefined && !isNeeded) continue
    const limit = kind === 'Apart' && weight === null ? 1 : null
    const drawn = kind === 'Near' ? -(weight ?? 0) : (weight ?? 0)
    seen.push({ kind, domain: counts.domain, limit, isNeeded, weight: drawn, counts: found ?? NOWHERE })
  }
  return seen
}

/**
 * How many hard rules to be near another lead from a component to the next at most; in a circle, of which none is ever
 * the first, as many as there are components that they lead to.
 */
export function wayOf({ named }: PeerSeat): number {
  const reached = new Set([named])
  for (const each of reached) for (const other of each.needs) reached.add(other)
  let way = 0
  let at: ReadonlySet<Named> = new Set(named.needs)
  while (at.size > 0 && way < reached.size) {
    way++
    at = new Set([...at].flatMap(({ needs }) => needs))
  }
  return way
}
