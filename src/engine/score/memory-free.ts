import type { PodClass } from '../pod-class.ts'
import { FREE_MEMORY_MIB, MEMORY_MIB_ALLOCATABLE } from '../state/host-row.ts'
import { SCORE_MAX } from './score-max.ts'

/** Prefers the host with the most memory left, so that neither Cpus nor memory are stranded alone. */
export function memoryFree(rows: Int32Array, row: number, klass: PodClass): number {
  const allocatable = rows[row + MEMORY_MIB_ALLOCATABLE]
  if (allocatable === 0) return 0
  return Math.floor((SCORE_MAX * (rows[row + FREE_MEMORY_MIB] - klass.memoryMib)) / allocatable)
}
