import type { PodClass } from '../pod-class.ts'
import { SCORE_MAX } from '../score/score-plugin.ts'
import type { HostTable } from '../state/host-table.ts'
import { chooseNumaNodes } from './numa.ts'

/** Score of a host that cannot take the pod. Below every score of one that can, also after penalties on ranges. */
export const INFEASIBLE = -0x4000_0000

/** A soft rule's penalty: weight × min(100, 20 × pods already there). */
export function spreadPenalty(weight: number, podCount: number): number {
  return weight * Math.min(SCORE_MAX, 20 * podCount)
}

/** Weighted score of a host for a class, or INFEASIBLE. Rules laid over ranges of hosts come on top of it. */
export function scoreHost(hosts: HostTable, host: number, klass: PodClass): number {
  const { filters, profile, hostRule } = klass
  for (let i = 0; i < filters.length; i++) if (!filters[i].passes(hosts, host, klass)) return INFEASIBLE
  const numaMask = chooseNumaNodes(hosts, host, klass)
  if (numaMask === 0) return INFEASIBLE
  let score = 0
  for (let i = 0; i < profile.scores.length; i++) {
    const { plugin, weight } = profile.scores[i]
    score += weight * plugin.score(hosts, host, klass, numaMask)
  }
  return hostRule === null ? score : score - spreadPenalty(hostRule.weight, hostRule.counts[host])
}
