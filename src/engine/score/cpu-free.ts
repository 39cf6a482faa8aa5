import { SCORE_MAX, type ScorePlugin } from './score-plugin.ts'

/**
 * Prefers the host with the most room left. After kube-scheduler's LeastAllocated, on exclusive Cpus alone. No bound.
 */
export const cpuFree: ScorePlugin = {
  name: 'CpuFree',
  add(hosts, klass, weight, batch) {
    const { cpus } = klass
    for (let i = 0; i < batch.count; i++) {
      const host = batch.hosts[i]
      const rest = hosts.freeCpus(host) - cpus
      batch.scores[i] += weight * Math.floor((SCORE_MAX * rest) / hosts.cpusAllocatable(host))
    }
  },
}
