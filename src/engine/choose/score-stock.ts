import { hasCpus, passesCpus } from '../filter/cpus.ts'
import { passesDisk } from '../filter/disk.ts'
import { passesGpu } from '../filter/gpu.ts'
import { passesHostRule } from '../filter/host-rule.ts'
import { passesHostUp } from '../filter/host-up.ts'
import { hasAddresses, passesIp } from '../filter/ip.ts'
import { passesMemory } from '../filter/memory.ts'
import { passesNic } from '../filter/nic.ts'
import { passesTaints, taintsDisliked } from '../filter/taints.ts'
import { passesVf } from '../filter/vf.ts'
import { passesVolume } from '../filter/volume.ts'
import { passesWhere } from '../filter/where.ts'
import type { PodClass } from '../pod-class.ts'
import { cpuFree } from '../score/cpu-free.ts'
import { cpuPacked } from '../score/cpu-packed.ts'
import { memoryFree } from '../score/memory-free.ts'
import { numaFewest } from '../score/numa-fewest.ts'
import { numaTight } from '../score/numa-tight.ts'
import { SCORE_MAX } from '../score/score-max.ts'
import type { StockWeights } from '../score/scores.ts'
import { vfSpared } from '../score/vf-spared.ts'
import { ROW } from '../state/host-row.ts'
import type { HostTable } from '../state/host-table.ts'
import { podsOn } from '../state/spread-groups.ts'
import { chooseNumaNodes } from './numa.ts'
import type { ScoreBatch } from './score-batch.ts'
import { INFEASIBLE, spreadPenalty } from './score-hosts.ts'

/**
 * Scores the hosts of a batch for a class under a profile of stock plug-ins: afterwards every host of it has its
 * weighted score, INFEASIBLE where it cannot take the pod. Rules laid over ranges of hosts come on top of it.
 *
 * One loop in which filters and scores are called by name: each class does this for every host that changed, so this
 * is where a round's time goes. The compiler inlines the calls as long as all of them together stay small: what few
 * classes ask for is in a function of its own. Filters and scores in loops of their own, as scoreHosts has them, took
 * longer. A property holds the result to scoreHosts.
 */
export function scoreStock(hosts: HostTable, klass: PodClass, weights: StockWeights, batch: ScoreBatch): void {
  const { rows } = hosts
  const { count, scores } = batch
  const { CpuPacked, CpuFree, MemoryFree, NumaFewest, NumaTight, VfSpared } = weights
  const { hostRule } = klass
  const ruleWeight = hostRule === null ? 0 : hostRule.weight
  const hasTaints = hosts.taints.lists.length > 1
  const asksMore = hasTaints || asksForMore(klass)
  for (let i = 0; i < count; i++) {
    const host = batch.hosts[i]
    const row = host * ROW
    scores[i] = INFEASIBLE
    if (!hasCpus(hosts, host, klass) || !passesMemory(hosts, host, klass) || !passesVf(hosts, host, klass)) continue
    if (!passesHostUp(hosts, host) || !hasAddresses(hosts, host, klass) || !passesWhere(hosts, host, klass)) continue
    if (!passesHostRule(hosts, host, klass) || (asksMore && !passesMore(hosts, host, klass))) continue
    const mask = chooseNumaNodes(hosts, host, klass)
    if (mask === 0) continue
    let score = NumaFewest * numaFewest(mask)
    if (CpuPacked > 0) score += CpuPacked * cpuPacked(rows, row, klass)
    if (CpuFree > 0) score += CpuFree * cpuFree(rows, row, klass)
    if (MemoryFree > 0) score += MemoryFree * memoryFree(rows, row, klass)
    if (NumaTight > 0) score += NumaTight * numaTight(rows, row, klass, mask)
    if (VfSpared > 0) score += VfSpared * vfSpared(rows, row, klass)
    if (ruleWeight !== 0 && hostRule !== null) score -= spreadPenalty(ruleWeight, podsOn(hostRule, host))
    if (hasTaints) score -= SCORE_MAX * taintsDisliked(hosts, host, klass)
    scores[i] = score
  }
}

/** Whether a filter that is not in the loop itself may refuse a host. */
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
