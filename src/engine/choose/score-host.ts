import { passesAll } from '../filter/filters.ts'
import type { PodClass } from '../pod-class.ts'
import type { Profile } from '../profiles.ts'
import { SCORE_MAX } from '../score/score-max.ts'
import type { HostTable } from '../state/host-table.ts'
import { chooseNumaNodes } from './numa.ts'

/** Score of a host that cannot take the pod. Below every score of one that can, also after penalties on ranges. */
export const INFEASIBLE = -0x4000_0000

/** A soft rule's penalty: weight × min(100, 20 × pods already there). */
export function spreadPenalty(weight: number, podCount: number): number {
  return weight * Math.min(SCORE_MAX, 20 * podCount)
}

/** Weighted score of a host for a class, or INFEASIBLE. Rules laid over ranges of hosts come on top of it. */
export function scoreHost(hosts: HostTable, host: number, klass: PodClass, profile: Profile): number {
  if (!passesAll(hosts, host, klass)) return INFEASIBLE
  const numaMask = chooseNumaNodes(hosts, host, klass)
  if (numaMask === 0) return INFEASIBLE
  const score = profile.score(hosts, host, klass, numaMask)
  const { hostRule } = klass
  return hostRule === null ? score : score - spreadPenalty(hostRule.weight, hostRule.counts[host])
}
