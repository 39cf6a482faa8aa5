import { SCORE_MAX, type ScorePlugin } from './score-plugin.ts'

/**
 * Prefers the host with the least room left. After kube-scheduler's MostAllocated, on exclusive Cpus alone. No bound.
 */
export const cpuPacked: ScorePlugin = {
  name: 'CpuPacked',
  add(hosts, klass, weight, batch) {
    const { cpus } = klass
    for (let i = 0; i < batch.count; i++) {
      const host = batch.hosts[i]
      const allocatable = hosts.cpusAllocatable(host)
      const held = allocatable - hosts.freeCpus(host)
      batch.scores[i] += weight * Math.floor((SCORE_MAX * (held + cpus)) / allocatable)
    }
  },
}
