import { SCORE_MAX, type ScorePlugin } from './score-plugin.ts'

/** Prefers the host with the most memory left, so that neither Cpus nor memory are stranded alone. */
export const memoryFree: ScorePlugin = {
  name: 'MemoryFree',
  score(hosts, host, klass) {
    const allocatable = hosts.memoryMibAllocatable(host)
    if (allocatable === 0) return 0
    return Math.floor((SCORE_MAX * (hosts.freeMemoryMib(host) - klass.memoryMib)) / allocatable)
  },
}
