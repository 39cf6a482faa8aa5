import type { PodClass } from '../pod-class.ts'
import type { HostTable } from '../state/host-table.ts'
import type { ScorePlugin } from './score.ts'
import { SCORE_MAX } from './score-max.ts'

/** Prefers the host with the most room left. After kube-scheduler's LeastAllocated, shared Cpus too. No bound. */
export function cpuFree(hosts: HostTable, host: number, klass: PodClass): number {
  return Math.floor((SCORE_MAX * (hosts.freeCpuMilli(host) - klass.allMilli)) / (1000 * hosts.cpusAllocatable(host)))
}

export const CPU_FREE: ScorePlugin = {
  name: 'CpuFree',
  addTo(hosts, klass, batch, weight) {
    for (let i = 0; i < batch.count; i++) {
      batch.scores[i] += weight * cpuFree(hosts, batch.hosts[i], klass)
    }
  },
}
