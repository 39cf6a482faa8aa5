import type { PodClass } from '../pod-class.ts'
import { CPUS_ALLOCATABLE, FREE_CPU_MILLI } from '../state/host-row.ts'
import { hundredthsOf } from './score-max.ts'

/** Prefers the host with the most room left. After kube-scheduler's LeastAllocated, shared Cpus too. No bound. */
export function cpuFree(rows: Int32Array, row: number, klass: PodClass): number {
  const left = rows[row + FREE_CPU_MILLI] - klass.allMilli
  return hundredthsOf(left, 1000 * rows[row + CPUS_ALLOCATABLE])
}
