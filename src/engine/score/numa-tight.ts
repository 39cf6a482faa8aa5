import type { PodClass } from '../pod-class.ts'
import {
  NUMA_CPUS_ALLOCATABLE,
  NUMA_FREE_CPUS,
  NUMA_LEAST_FREE,
  NUMA_MOST_ALLOCATABLE,
  NUMA_NEXT_FREE,
} from '../state/host-row.ts'
import { hundredthsOf, SCORE_MAX } from './score-max.ts'

/** Best fit within the NumaNodes: prefers the smallest rest, which keeps whole NumaNodes free for large pods (S5). */
export function numaTight(rows: Int32Array, row: number, klass: PodClass, numaMask: number): number {
  let free = 0
  let allocatable = 0
  for (let rest = numaMask; rest !== 0; rest &= rest - 1) {
    const at = row + 31 - Math.clz32(rest & -rest)
    free += rows[at + NUMA_FREE_CPUS]
    allocatable += rows[at + NUMA_CPUS_ALLOCATABLE]
  }
  return allocatable === 0 ? SCORE_MAX : SCORE_MAX - hundredthsOf(free - klass.cpus, allocatable)
}

/**
 * What numaTight says at most, whatever the NumaNodes: on each of a set as many Cpus are free as where fewest are, and
 * on the one of policy `single` as many as where fewest and yet enough are.
 */
export function numaTightAtMost(rows: Int32Array, row: number, klass: PodClass): number {
  let free = rows[row + NUMA_LEAST_FREE]
  if (free < klass.cpus && klass.single) free = rows[row + NUMA_NEXT_FREE]
  if (free <= klass.cpus) return SCORE_MAX
  return SCORE_MAX - hundredthsOf(free - klass.cpus, rows[row + NUMA_MOST_ALLOCATABLE])
}
