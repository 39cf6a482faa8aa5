import type { PodClass } from '../pod-class.ts'
import { CPUS_ALLOCATABLE, FREE_CPU_MILLI } from '../state/host-row.ts'
import { hundredthsOf } from './score-max.ts'

/** Prefers the host with the least room left. After kube-scheduler's MostAllocated, shared Cpus too. No bound. */
export function cpuPacked(rows: Int32Array, row: number, klass: PodClass): number {
  const allocatable = 1000 * rows[row + CPUS_ALLOCATABLE]
  const held = allocatable - rows[row + FREE_CPU_MILLI]
  return hundredthsOf(held + klass.allMilli, allocatable)
}
