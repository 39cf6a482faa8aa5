import type { PodClass } from '../pod-class.ts'
import { NUMA_CPUS_ALLOCATABLE, NUMA_FREE_CPUS } from '../state/host-row.ts'
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
