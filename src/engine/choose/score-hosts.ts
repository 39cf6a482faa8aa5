import { taintsDisliked } from '../filter/taints.ts'
import type { PodClass } from '../pod-class.ts'
import type { Profile } from '../profiles.ts'
import { SCORE_MAX } from '../score/score-max.ts'
import type { HostTable } from '../state/host-table.ts'
import { keepFeasible } from './keep-feasible.ts'
import type { ScoreBatch } from './score-batch.ts'

/** Score of a host that cannot take the pod. Below every score of one that can, also after penalties on ranges. */
export const INFEASIBLE = -0x4000_0000

/** A soft rule's penalty: weight × min(100, 20 × pods already there). */
export function spreadPenalty(weight: number, podCount: number): number {
  return weight * Math.min(SCORE_MAX, 20 * podCount)
}

/**
 * Scores the hosts of a batch for a class under any profile, plug-in after plug-in (score-stock.ts does the same faster
 * where all of them are stock ones): afterwards the batch holds those that can take it, in their order, each with
 * its weighted score. Rules laid over ranges of hosts come on top of it.
 */
export function scoreHosts(hosts: HostTable, klass: PodClass, profile: Profile, batch: ScoreBatch): void {
  keepFeasible(hosts, klass, batch)
  profile.scoreAll(hosts, klass, batch)
  if (hosts.taints.lists.length > 1) {
    for (let i = 0; i < batch.count; i++) {
      batch.scores[i] -= SCORE_MAX * taintsDisliked(hosts, batch.hosts[i], klass)
    }
  }
  const { hostRule } = klass
  if (hostRule === null || hostRule.weight === 0) return
  for (let i = 0; i < batch.count; i++) {
    batch.scores[i] -= spreadPenalty(hostRule.weight, hostRule.counts[batch.hosts[i]])
  }
}
