import type { PodClass } from '../pod-class.ts'
import { memoryFree } from '../score/memory-free.ts'
import { SCORE_MAX } from '../score/score-max.ts'
import type { StockWeights } from '../score/scores.ts'
import {
  ADDRESSES,
  CPUS_ALLOCATABLE,
  FREE_CPU_MILLI,
  FREE_MEMORY_MIB,
  FREE_VFS,
  IS_UP,
  MEMORY_MIB_ALLOCATABLE,
  NUMA_LEAST_FREE,
  NUMA_MOST_ALLOCATABLE,
  NUMA_NEXT_FREE,
  ROW,
  STATE,
  VF_COUNT,
} from '../state/host-row.ts'
import type { HostTable } from '../state/host-table.ts'
import { BLOCK_BITS, type ScoreBoard } from './score-board.ts'
import { INFEASIBLE } from './score-hosts.ts'

/**
 * What each of the first `count` hosts scores at most for a class under a profile of stock plug-ins, to a board: as
 * if the pod stood on the best NumaNodes that there can be, and no rule of a game and no taint took anything off.
 * INFEASIBLE where a filter that is quick to ask refuses the host. Each class does this for every host that changed, so
 * it reads no more of a host than the first cache line of its row; few of those hosts are ever looked at again before
 * they change (settleStock).
 *
 * Nothing else runs as often, so filters and scores are written out here, in 32-bit integers that are never checked for
 * overflow: called by name they took twice the instructions, half of them checks of what was called and of what came
 * back. A property holds them to the plug-ins.
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
  const { scores, blocks, estimated } = board.columns
  const { allowed } = klass
  const cpus = klass.cpus | 0
  const allMilli = klass.allMilli | 0
  const memoryMib = klass.memoryMib | 0
  const addressMask = klass.addressMask | 0
  const vfs = klass.takesVf ? 1 : 0
  const single = klass.single ? 1 : 0
  const packed = weights.CpuPacked | 0
  const free = weights.CpuFree | 0
  const memory = weights.MemoryFree | 0
  const tight = weights.NumaTight | 0
  const spared = klass.takesVf ? 0 : weights.VfSpared | 0
  const base = (SCORE_MAX * (weights.NumaFewest + weights.NumaTight + weights.VfSpared)) | 0
  for (let i = 0; i < count; i++) {
    const host = changed[i]
    const row = Math.imul(host, ROW)
    const freeMilli = rows[row | FREE_CPU_MILLI]
    const freeMib = rows[row | FREE_MEMORY_MIB]
    const freeVfs = rows[row | FREE_VFS]
    const lacks = (freeMilli - allMilli) | 0 | ((freeMib - memoryMib) | 0) | ((freeVfs - vfs) | 0)
    const bars = (rows[row | STATE] ^ IS_UP) | ((rows[row | ADDRESSES] & addressMask) ^ addressMask)
    let atMost = INFEASIBLE
    if (lacks >= 0 && bars === 0 && (allowed === null || allowed[host] === 1)) {
      const hostMilli = Math.imul(1000, rows[row | CPUS_ALLOCATABLE])
      atMost = base
      if (packed > 0) {
        const part = Math.imul(SCORE_MAX, (((hostMilli - freeMilli) | 0) + allMilli) | 0)
        atMost = (atMost + Math.imul(packed, (part / hostMilli) | 0)) | 0
      }
      if (free > 0) {
        const part = Math.imul(SCORE_MAX, (freeMilli - allMilli) | 0)
        atMost = (atMost + Math.imul(free, (part / hostMilli) | 0)) | 0
      }
      if (memory > 0) {
        atMost = (atMost + Math.imul(memory, memoryFree(freeMib, rows[row | MEMORY_MIB_ALLOCATABLE], memoryMib))) | 0
      }
      if (tight > 0) {
        const least = rows[row | NUMA_LEAST_FREE]
        const onOne = single === 1 && least < cpus ? rows[row | NUMA_NEXT_FREE] : least
        if (onOne > cpus) {
          const part = Math.imul(SCORE_MAX, (onOne - cpus) | 0)
          atMost = (atMost - Math.imul(tight, (part / rows[row | NUMA_MOST_ALLOCATABLE]) | 0)) | 0
        }
      }
      if (spared > 0) {
        const vfCount = rows[row | VF_COUNT]
        if (vfCount > 0) {
          const part = Math.imul(SCORE_MAX, (vfCount - freeVfs) | 0)
          atMost = (atMost - Math.imul(spared, (SCORE_MAX - ((part / vfCount) | 0)) | 0)) | 0
        }
      }
    }
    scores[host] = atMost
    estimated[host >>> 5] |= 1 << host
    if (atMost > blocks[host >>> BLOCK_BITS]) board.lift(host >>> BLOCK_BITS, atMost)
  }
}
