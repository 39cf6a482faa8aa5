import { SCORE_MAX, type ScorePlugin } from './score-plugin.ts'

/** Prefers the host with the most room left. After kube-scheduler's LeastAllocated, on exclusive Cpus alone. No bound. */
export const cpuFree: ScorePlugin = {
  name: 'CpuFree',
  score(hosts, host, klass) {
    return Math.floor((SCORE_MAX * (hosts.freeCpus(host) - klass.cpus)) / hosts.cpusAllocatable(host))
  },
}
