import { SCORE_MAX, type ScorePlugin } from './score-plugin.ts'

/** Prefers the host with the least room left. After kube-scheduler's MostAllocated, on exclusive Cpus alone. No bound. */
export const cpuPacked: ScorePlugin = {
  name: 'CpuPacked',
  score(hosts, host, klass) {
    const allocatable = hosts.cpusAllocatable(host)
    return Math.floor((SCORE_MAX * (allocatable - hosts.freeCpus(host) + klass.cpus)) / allocatable)
  },
}
