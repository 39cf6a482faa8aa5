import { FREE_MEMORY_MIB, MEMORY_MIB_ALLOCATABLE, ROW } from '../state/host-row.ts'
import type { ScorePlugin } from './score.ts'
import { SCORE_MAX } from './score-max.ts'

/** Prefers the host with the most memory left, so that neither Cpus nor memory are stranded alone. */
export const MEMORY_FREE: ScorePlugin = {
  name: 'MemoryFree',
  addTo({ rows }, { memoryMib }, { count, hosts, scores }, weight) {
    for (let i = 0; i < count; i++) {
      const row = hosts[i] * ROW
      const allocatable = rows[row + MEMORY_MIB_ALLOCATABLE]
      if (allocatable === 0) continue
      scores[i] += weight * Math.floor((SCORE_MAX * (rows[row + FREE_MEMORY_MIB] - memoryMib)) / allocatable)
    }
  },
}
