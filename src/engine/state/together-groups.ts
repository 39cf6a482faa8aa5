import type { PodIdentity } from '../../model/holding.ts'
import type { TogetherRule } from '../../model/request.ts'
import type { HostTable } from './host-table.ts'
import type { RangeRule } from './spread-groups.ts'

/** Pods in a domain from which on a soft rule takes off all it may. */
const FULL_PENALTY_COUNT = 5

interface Anchor {
  /** The domain that new pods must stay in: that of most pods, ties to the lowest. */
  domain: number
  /** Pods there. */
  podCount: number
  /** Pods in other domains, where only found ones (adopted) can be; null while there are none. */
  others: Map<number, number> | null
}

/** Where zones and games have settled: the domain of the pods that hold something, while any does (S6). */
export class TogetherGroups {
  readonly #hosts: HostTable
  readonly #anchors = new Map<string, Anchor>()

  constructor(hosts: HostTable) {
    this.#hosts = hosts
  }

  /** Counts a pod in (sign 1) or out (sign -1) on a host. */
  move(rule: TogetherRule, pod: PodIdentity, host: number, sign: 1 | -1): void {
    const key = keyOf(rule, pod)
    const domain = this.#hosts.domains[rule.domain].of[host]
    const anchor = this.#anchors.get(key)
    if (anchor === undefined) {
      this.#anchors.set(key, { domain, podCount: 1, others: null })
    } else if (anchor.others === null && anchor.domain === domain) {
      anchor.podCount += sign
      if (anchor.podCount === 0) this.#anchors.delete(key)
    } else {
      moveApart(anchor, domain, sign)
    }
  }

  /** Ranks [from, to) the pod must stay in: its scope's domain, or all hosts while nothing is placed or need be. */
  range(rule: TogetherRule | undefined, pod: PodIdentity): readonly [number, number] {
    const anchor = rule === undefined ? undefined : this.#anchors.get(keyOf(rule, pod))
    if (rule === undefined || rule.weight !== undefined || anchor === undefined) return [0, this.#hosts.hostCount]
    const { start } = this.#hosts.domains[rule.domain]
    return [start[anchor.domain], start[anchor.domain + 1]]
  }

  /** What draws the pod to its scope's domain, as rules that take off less than nothing there; none of a hard rule. */
  pull(rule: TogetherRule | undefined, pod: PodIdentity): readonly RangeRule[] {
    if (rule?.weight === undefined) return []
    const anchor = this.#anchors.get(keyOf(rule, pod))
    if (anchor === undefined) return []
    const counts = new Map([[anchor.domain, FULL_PENALTY_COUNT]])
    return [{ kind: 'Together', domain: rule.domain, limit: null, isNeeded: false, weight: -rule.weight, counts }]
  }

  /** Zones and games that have settled. */
  get count(): number {
    return this.#anchors.size
  }
}

/** The way of groups that lie in several domains: counts anew which of them holds most. */
function moveApart(anchor: Anchor, domain: number, sign: 1 | -1): void {
  const counts = new Map(anchor.others).set(anchor.domain, anchor.podCount)
  counts.set(domain, (counts.get(domain) ?? 0) + sign)
  anchor.podCount = 0
  for (const [each, podCount] of counts) {
    if (podCount < anchor.podCount || (podCount === anchor.podCount && each > anchor.domain)) continue
    anchor.domain = each
    anchor.podCount = podCount
  }
  counts.delete(anchor.domain)
  for (const [each, podCount] of counts) if (podCount === 0) counts.delete(each)
  anchor.others = counts.size === 0 ? null : counts
}

/** Hard and soft rules settle apart: pods that may lie elsewhere do not move the anchor of those that may not. */
function keyOf({ scope, domain, weight }: TogetherRule, pod: PodIdentity): string {
  const force = weight === undefined ? 'hard' : 'soft'
  return `${force}/${domain}/${pod.game}${scope === 'zone' ? `/${pod.zone}` : ''}`
}
