import type { PodClass } from '../pod-class.ts'
import type { HostTable } from '../state/host-table.ts'
import { SCORE_MAX } from './score-max.ts'

/** Prefers the host with the most memory left, so that neither Cpus nor memory are stranded alone. */
export function memoryFree(hosts: HostTable, host: number, klass: PodClass): number {
  const allocatable = hosts.memoryMibAllocatable(host)
  if (allocatable === 0) return 0
  return Math.floor((SCORE_MAX * (hosts.freeMemoryMib(host) - klass.memoryMib)) / allocatable)
}
