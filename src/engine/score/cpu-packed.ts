import type { PodClass } from '../pod-class.ts'
import type { HostTable } from '../state/host-table.ts'
import type { ScorePlugin } from './score.ts'
import { SCORE_MAX } from './score-max.ts'

/** Prefers the host with the least room left. After kube-scheduler's MostAllocated, shared Cpus too. No bound. */
export function cpuPacked(hosts: HostTable, host: number, klass: PodClass): number {
  const allocatable = 1000 * hosts.cpusAllocatable(host)
  const held = allocatable - hosts.freeCpuMilli(host)
  return Math.floor((SCORE_MAX * (held + klass.allMilli)) / allocatable)
}

export const CPU_PACKED: ScorePlugin = {
  name: 'CpuPacked',
  addTo(hosts, klass, batch, weight) {
    for (let i = 0; i < batch.count; i++) {
      batch.scores[i] += weight * cpuPacked(hosts, batch.hosts[i], klass)
    }
  },
}
