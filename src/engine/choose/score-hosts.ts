import type { Filter } from '../filter/filter.ts'
import type { PodClass } from '../pod-class.ts'
import type { WeightedScore } from '../profiles.ts'
import { SCORE_MAX, type ScoreBatch } from '../score/score-plugin.ts'
import type { HostTable } from '../state/host-table.ts'
import { chooseNumaNodes } from './numa.ts'

/** Score of a host that cannot take the pod. Below every score of one that can, also after penalties on ranges. */
export const INFEASIBLE = -0x4000_0000

/** A soft rule's penalty: weight × min(100, 20 × pods already there). */
export function spreadPenalty(weight: number, podCount: number): number {
  return weight * Math.min(SCORE_MAX, 20 * podCount)
}

/** How hosts are judged for one class. */
export interface Policy {
  /**
   * Filters that can refuse the class, in the order in which a refusal counts them; the NumaNodes come after them all.
   */
  readonly filters: readonly Filter[]
  readonly scores: readonly WeightedScore[]
}

/** A batch with room for as many hosts. */
export function createScoreBatch(capacity: number): ScoreBatch {
  return {
    count: 0,
    hosts: new Int32Array(capacity),
    numaMasks: new Uint8Array(capacity),
    scores: new Int32Array(capacity),
  }
}

/**
 * Scores the hosts of a batch for a class: afterwards the batch holds those that can take it, in their order, each with
 * its weighted score. Rules laid over ranges of hosts come on top of it.
 */
export function scoreHosts(hosts: HostTable, klass: PodClass, policy: Policy, batch: ScoreBatch): void {
  const { filters, scores } = policy
  const { hostRule } = klass
  for (let i = 0; i < filters.length; i++) batch.count = filters[i].keep(hosts, klass, batch.hosts, batch.count)
  keepWithNumaNodes(hosts, klass, batch)
  batch.scores.fill(0, 0, batch.count)
  for (let i = 0; i < scores.length; i++) scores[i].plugin.add(hosts, klass, scores[i].weight, batch)
  if (hostRule === null || hostRule.weight === 0) return
  for (let i = 0; i < batch.count; i++) {
    batch.scores[i] -= spreadPenalty(hostRule.weight, hostRule.counts[batch.hosts[i]])
  }
}

function keepWithNumaNodes(hosts: HostTable, klass: PodClass, batch: ScoreBatch): void {
  let kept = 0
  for (let i = 0; i < batch.count; i++) {
    const host = batch.hosts[i]
    const numaMask = chooseNumaNodes(hosts, host, klass)
    if (numaMask === 0) continue
    batch.hosts[kept] = host
    batch.numaMasks[kept++] = numaMask
  }
  batch.count = kept
}
