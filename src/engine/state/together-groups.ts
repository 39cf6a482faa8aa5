import type { PodIdentity } from '../../model/holding.ts'
import type { TogetherRule } from '../../model/request.ts'
import type { HostTable } from './host-table.ts'

interface Anchor {
  readonly domain: number
  podCount: number
}

/** Where zones and games have settled: the module or IDC of the pods that hold something, while any does (S6). */
export class TogetherGroups {
  readonly #hosts: HostTable
  readonly #anchors = new Map<string, Anchor>()

  constructor(hosts: HostTable) {
    this.#hosts = hosts
  }

  /** Counts a pod in (sign 1) or out (sign -1) on a host. */
  move(rule: TogetherRule, pod: PodIdentity, host: number, sign: 1 | -1): void {
    const key = keyOf(rule, pod)
    const anchor = this.#anchors.get(key)
    if (anchor === undefined) {
      this.#anchors.set(key, { domain: this.#hosts.domains[rule.domain].of[host], podCount: 1 })
      return
    }
    anchor.podCount += sign
    if (anchor.podCount === 0) this.#anchors.delete(key)
  }

  /** Ranks [from, to) the pod must stay in: its scope's domain, or all hosts while nothing is placed. */
  range(rule: TogetherRule | undefined, pod: PodIdentity): readonly [number, number] {
    const anchor = rule === undefined ? undefined : this.#anchors.get(keyOf(rule, pod))
    if (rule === undefined || anchor === undefined) return [0, this.#hosts.hostCount]
    const { start } = this.#hosts.domains[rule.domain]
    return [start[anchor.domain], start[anchor.domain + 1]]
  }

  /** Zones and games that have settled. */
  get count(): number {
    return this.#anchors.size
  }
}

function keyOf(rule: TogetherRule, pod: PodIdentity): string {
  return rule.scope === 'zone' ? `${rule.domain}/${pod.game}/${pod.zone}` : `${rule.domain}/${pod.game}`
}
