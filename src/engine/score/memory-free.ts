import { SCORE_MAX, type ScorePlugin } from './score-plugin.ts'

/** Prefers the host with the most memory left, so that neither Cpus nor memory are stranded alone. */
export const memoryFree: ScorePlugin = {
  name: 'MemoryFree',
  add(hosts, klass, weight, batch) {
    const { memoryMib } = klass
    for (let i = 0; i < batch.count; i++) {
      const host = batch.hosts[i]
      const allocatable = hosts.memoryMibAllocatable(host)
      if (allocatable === 0) continue
      const rest = hosts.freeMemoryMib(host) - memoryMib
      batch.scores[i] += weight * Math.floor((SCORE_MAX * rest) / allocatable)
    }
  },
}
