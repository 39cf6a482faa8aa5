import { passesCpus } from '../filter/cpus.ts'
import { passesDisk } from '../filter/disk.ts'
import { passesGpu } from '../filter/gpu.ts'
import { passesHostRule } from '../filter/host-rule.ts'
import { passesIp } from '../filter/ip.ts'
import { passesNic } from '../filter/nic.ts'
import { passesTaints, taintsDisliked } from '../filter/taints.ts'
import { passesVolume } from '../filter/volume.ts'
import type { PodClass } from '../pod-class.ts'
import { numaFewest } from '../score/numa-fewest.ts'
import { numaTight, numaTightAtMost } from '../score/numa-tight.ts'
import { SCORE_MAX } from '../score/score-max.ts'
import type { StockWeights } from '../score/scores.ts'
import { NUMA_LEAST_FREE, NUMA_MOST_ALLOCATABLE, NUMA_NEXT_FREE, ROW } from '../state/host-row.ts'
import type { HostTable } from '../state/host-table.ts'
import { podsOn } from '../state/spread-groups.ts'
import { chooseNumaNodes } from './numa.ts'
import { INFEASIBLE, spreadPenalty } from './score-hosts.ts'

/**
 * The weighted score of a host that scores at most so much as estimateStock said, INFEASIBLE where it cannot take the
 * pod. Rules laid over ranges of hosts come on top of it. Filters and scores are called by name, here and there, so
 * that the compiler inlines them, as long as all of them together stay small. A property holds the two to scoreHosts.
 */
export function settleStock(
  hosts: HostTable,
  klass: PodClass,
  weights: StockWeights,
  host: number,
  atMost: number,
): number {
  const { hostRule } = klass
  const hasTaints = hosts.taints.lists.length > 1
  if (!passesHostRule(hosts, host, klass)) return INFEASIBLE
  if ((hasTaints || asksForMore(klass)) && !passesMore(hosts, host, klass)) return INFEASIBLE
  const mask = chooseNumaNodes(hosts, host, klass)
  if (mask === 0) return INFEASIBLE
  const { NumaFewest, NumaTight } = weights
  const { rows } = hosts
  const row = host * ROW
  let score = atMost - NumaFewest * (SCORE_MAX - numaFewest(mask))
  if (NumaTight > 0) {
    const least = rows[row + NUMA_LEAST_FREE]
    const next = rows[row + NUMA_NEXT_FREE]
    const mostOfOne = rows[row + NUMA_MOST_ALLOCATABLE]
    const atBest = numaTightAtMost(least, next, mostOfOne, klass.cpus, klass.single)
    score -= NumaTight * (atBest - numaTight(rows, row, klass, mask))
  }
  if (hostRule !== null && hostRule.weight !== 0) score -= spreadPenalty(hostRule.weight, podsOn(hostRule, host))
  if (hasTaints) score -= SCORE_MAX * taintsDisliked(hosts, host, klass)
  return score
}

/** Whether a filter that few classes ask for may refuse a host. */
function asksForMore(klass: PodClass): boolean {
  const { diskMib, ioKibps, fullCores, keptPool, gpus, sharesNic, takesVolume } = klass
  return diskMib > 0 || ioKibps > 0 || fullCores || keptPool >= 0 || gpus > 0 || sharesNic || takesVolume
}

function passesMore(hosts: HostTable, host: number, klass: PodClass): boolean {
  return (
    passesDisk(hosts, host, klass) &&
    passesTaints(hosts, host, klass) &&
    passesCpus(hosts, host, klass) &&
    passesIp(hosts, host, klass) &&
    passesGpu(hosts, host, klass) &&
    passesNic(hosts, host, klass) &&
    passesVolume(hosts, host, klass)
  )
}
