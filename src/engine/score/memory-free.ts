import type { PodClass } from '../pod-class.ts'
import type { HostTable } from '../state/host-table.ts'
import type { ScorePlugin } from './score.ts'
import { SCORE_MAX } from './score-max.ts'

/** Prefers the host with the most memory left, so that neither Cpus nor memory are stranded alone. */
export function memoryFree(hosts: HostTable, host: number, klass: PodClass): number {
  const allocatable = hosts.memoryMibAllocatable(host)
  if (allocatable === 0) return 0
  return Math.floor((SCORE_MAX * (hosts.freeMemoryMib(host) - klass.memoryMib)) / allocatable)
}

export const MEMORY_FREE: ScorePlugin = {
  name: 'MemoryFree',
  addTo(hosts, klass, batch, weight) {
    for (let i = 0; i < batch.count; i++) {
      batch.scores[i] += weight * memoryFree(hosts, batch.hosts[i], klass)
    }
  },
}
