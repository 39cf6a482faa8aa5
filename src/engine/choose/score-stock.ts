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
import { numaTight, numaTightAtMost } from '../score/numa-tight.ts'
import { SCORE_MAX } from '../score/score-max.ts'
import type { StockWeights } from '../score/scores.ts'
import { vfSpared } from '../score/vf-spared.ts'
import { ROW } from '../state/host-row.ts'
import type { HostTable } from '../state/host-table.ts'
import { podsOn } from '../state/spread-groups.ts'
import { chooseNumaNodes } from './numa.ts'
import type { ScoreBoard } from './score-board.ts'
import { INFEASIBLE, spreadPenalty } from './score-hosts.ts'

/**
 * Tells a board what each of the first `count` hosts scores at most for a class under a profile of stock plug-ins: as
 * if the pod stood on the best NumaNodes that there can be, and no rule of a game and no taint took anything off.
 * INFEASIBLE where a filter that is quick to ask refuses the host. Each class does this for every host that changed, so
 * it reads no more of a host than the first cache line of its row; few of those hosts are ever looked at again before
 * they change (settleStock).
 */
export function estimateStock(
  hosts: HostTable,
  klass: PodClass,
  weights: StockWeights,
  changed: Int32Array,
  count: number,
  board: ScoreBoard,
): void {
  const { rows } = hosts
  const { CpuPacked, CpuFree, MemoryFree, NumaFewest, NumaTight, VfSpared } = weights
  for (let i = 0; i < count; i++) {
    const host = changed[i]
    if (
      !hasCpus(hosts, host, klass) ||
      !passesMemory(hosts, host, klass) ||
      !passesVf(hosts, host, klass) ||
      !passesHostUp(hosts, host) ||
      !hasAddresses(hosts, host, klass) ||
      !passesWhere(hosts, host, klass)
    ) {
      board.set(host, INFEASIBLE)
      continue
    }
    const row = host * ROW
    let score = NumaFewest * SCORE_MAX
    if (CpuPacked > 0) score += CpuPacked * cpuPacked(rows, row, klass)
    if (CpuFree > 0) score += CpuFree * cpuFree(rows, row, klass)
    if (MemoryFree > 0) score += MemoryFree * memoryFree(rows, row, klass)
    if (NumaTight > 0) score += NumaTight * numaTightAtMost(rows, row, klass)
    if (VfSpared > 0) score += VfSpared * vfSpared(rows, row, klass)
    board.estimate(host, score)
  }
}

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
  if (NumaTight > 0) score -= NumaTight * (numaTightAtMost(rows, row, klass) - numaTight(rows, row, klass, mask))
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
