import { passesCpus } from '../filter/cpus.ts'
import { passesDisk } from '../filter/disk.ts'
import { passesGpu } from '../filter/gpu.ts'
import { passesHostRule } from '../filter/host-rule.ts'
import { passesHostUp } from '../filter/host-up.ts'
import { passesIp } from '../filter/ip.ts'
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
import { chooseNumaNodes } from './numa.ts'
import type { ScoreBatch } from './score-batch.ts'
import { INFEASIBLE, spreadPenalty } from './score-hosts.ts'

/**
 * Scores the hosts of a batch for a class under a profile of stock plug-ins: afterwards every host of it has its
 * weighted score, INFEASIBLE where it cannot take the pod. Rules laid over ranges of hosts come on top of it.
 *
 * One loop in which filters and scores are called by name: each class does this for every host that changed, so this is
 * where a round's time goes. The compiler inlines nearly all of the calls, as long as they stay small. Filters and
 * scores in loops of their own, as scoreHosts has them, took longer. A property holds the result to scoreHosts.
 */
export function scoreStock(hosts: HostTable, klass: PodClass, weights: StockWeights, batch: ScoreBatch): void {
  const { rows } = hosts
  const { count, scores } = batch
  const { CpuPacked, CpuFree, MemoryFree, NumaFewest, NumaTight, VfSpared } = weights
  const { hostRule } = klass
  const ruleWeight = hostRule === null ? 0 : hostRule.weight
  const hasTaints = hosts.taints.lists.length > 1
  for (let i = 0; i < count; i++) {
    const host = batch.hosts[i]
    scores[i] = INFEASIBLE
    if (!passesCpus(hosts, host, klass) || !passesMemory(hosts, host, klass) || !passesVf(hosts, host, klass)) continue
    if (!passesHostUp(hosts, host) || !passesIp(hosts, host, klass) || !passesWhere(hosts, host, klass)) continue
    if (!passesHostRule(hosts, host, klass) || !passesDisk(hosts, host, klass)) continue
    if (!passesGpu(hosts, host, klass) || !passesNic(hosts, host, klass) || !passesVolume(hosts, host, klass)) continue
    if (hasTaints && !passesTaints(hosts, host, klass)) continue
    const mask = chooseNumaNodes(hosts, host, klass)
    if (mask === 0) continue
    const row = host * ROW
    let score = NumaFewest * numaFewest(mask)
    if (CpuPacked > 0) score += CpuPacked * cpuPacked(rows, row, klass)
    if (CpuFree > 0) score += CpuFree * cpuFree(rows, row, klass)
    if (MemoryFree > 0) score += MemoryFree * memoryFree(rows, row, klass)
    if (NumaTight > 0) score += NumaTight * numaTight(rows, row, klass, mask)
    if (VfSpared > 0) score += VfSpared * vfSpared(rows, row, klass)
    if (ruleWeight !== 0 && hostRule !== null) score -= spreadPenalty(ruleWeight, hostRule.counts[host])
    if (hasTaints) score -= SCORE_MAX * taintsDisliked(hosts, host, klass)
    scores[i] = score
  }
}
