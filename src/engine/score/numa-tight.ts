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

/**
 * What numaTight says at most, whatever the NumaNodes: on each of a set as many Cpus are free as where fewest are, and
 * on the one of policy `single` as many as where fewest and yet enough are.
 *
 * least, next   free Cpus of the NumaNode with the fewest, and of the one with the fewest of the others
 * mostOfOne     allocatable Cpus of the NumaNode with the most
 * cpus, single  what the pod takes, and whether it must stand on one NumaNode
 */
export function numaTightAtMost(least: number, next: number, mostOfOne: number, cpus: number, single: boolean): number {
  const free = least < cpus && single ? next : least
  return free <= cpus ? SCORE_MAX : SCORE_MAX - hundredthsOf(free - cpus, mostOfOne)
}
