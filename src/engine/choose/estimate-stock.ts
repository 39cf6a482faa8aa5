import { hasCpus } from '../filter/cpus.ts'
import { passesHostUp } from '../filter/host-up.ts'
import { hasAddresses } from '../filter/ip.ts'
import { passesMemory } from '../filter/memory.ts'
import { passesVf } from '../filter/vf.ts'
import { passesWhere } from '../filter/where.ts'
import type { PodClass } from '../pod-class.ts'
import { cpuFree } from '../score/cpu-free.ts'
import { cpuPacked } from '../score/cpu-packed.ts'
import { memoryFree } from '../score/memory-free.ts'
import { numaTightAtMost } from '../score/numa-tight.ts'
import { SCORE_MAX } from '../score/score-max.ts'
import type { StockWeights } from '../score/scores.ts'
import { vfSpared } from '../score/vf-spared.ts'
import {
  CPUS_ALLOCATABLE,
  FREE_CPU_MILLI,
  FREE_MEMORY_MIB,
  FREE_VFS,
  MEMORY_MIB_ALLOCATABLE,
  NUMA_LEAST_FREE,
  NUMA_MOST_ALLOCATABLE,
  NUMA_NEXT_FREE,
  ROW,
  VF_COUNT,
} from '../state/host-row.ts'
import type { HostTable } from '../state/host-table.ts'
import type { ScoreBoard } from './score-board.ts'
import { INFEASIBLE } from './score-hosts.ts'

/**
 * Tells a board what each of the first `count` hosts scores at most for a class under a profile of stock plug-ins: as
 * if the pod stood on the best NumaNodes that there can be, and no rule of a game and no taint took anything off.
 * INFEASIBLE where a filter that is quick to ask refuses the host. Each class does this for every host that changed, so
 * it reads no more of a host than the first cache line of its row; few of those hosts are ever looked at again before
 * they change (settleStock).
 *
 * Nothing else runs as often, so the scores take numbers and are so short that the compiler inlines them whatever else
 * it inlines; longer ones it inlined only in some runs, which took a tenth less time a placement.
 */
export function estimateStock(
  hosts: HostTable,
  klass: PodClass,
  weights: StockWeights,
  changed: Int32Array,
  count: number,
  board: Pick<ScoreBoard, 'estimate'>,
): void {
  const { rows } = hosts
  const { cpus, allMilli, memoryMib, takesVf, single } = klass
  const { CpuPacked, CpuFree, MemoryFree, NumaFewest, NumaTight, VfSpared } = weights
  for (let i = 0; i < count; i++) {
    const host = changed[i]
    let atMost = INFEASIBLE
    if (
      hasCpus(hosts, host, klass) &&
      passesMemory(hosts, host, klass) &&
      passesVf(hosts, host, klass) &&
      passesHostUp(hosts, host) &&
      hasAddresses(hosts, host, klass) &&
      passesWhere(hosts, host, klass)
    ) {
      const row = host * ROW
      const freeMilli = rows[row + FREE_CPU_MILLI]
      const freeMib = rows[row + FREE_MEMORY_MIB]
      const hostMilli = 1000 * rows[row + CPUS_ALLOCATABLE]
      atMost = NumaFewest * SCORE_MAX
      if (CpuPacked > 0) atMost += CpuPacked * cpuPacked(freeMilli, hostMilli, allMilli)
      if (CpuFree > 0) atMost += CpuFree * cpuFree(freeMilli, hostMilli, allMilli)
      if (MemoryFree > 0) atMost += MemoryFree * memoryFree(freeMib, rows[row + MEMORY_MIB_ALLOCATABLE], memoryMib)
      if (NumaTight > 0) {
        const least = rows[row + NUMA_LEAST_FREE]
        const next = rows[row + NUMA_NEXT_FREE]
        atMost += NumaTight * numaTightAtMost(least, next, rows[row + NUMA_MOST_ALLOCATABLE], cpus, single)
      }
      if (VfSpared > 0) atMost += VfSpared * vfSpared(rows[row + FREE_VFS], rows[row + VF_COUNT], takesVf)
    }
    board.estimate(host, atMost)
  }
}
