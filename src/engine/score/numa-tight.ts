import { NUMA_CPUS_ALLOCATABLE, NUMA_FREE_CPUS, ROW } from '../state/host-row.ts'
import type { ScorePlugin } from './score.ts'
import { SCORE_MAX } from './score-max.ts'

/** Best fit within the NumaNodes: prefers the smallest rest, which keeps whole NumaNodes free for large pods (S5). */
export const NUMA_TIGHT: ScorePlugin = {
  name: 'NumaTight',
  addTo({ rows }, { cpus }, { count, hosts, numaMasks, scores }, weight) {
    for (let i = 0; i < count; i++) {
      const row = hosts[i] * ROW
      let free = 0
      let allocatable = 0
      for (let rest = numaMasks[i]; rest !== 0; rest &= rest - 1) {
        const at = row + 31 - Math.clz32(rest & -rest)
        free += rows[at + NUMA_FREE_CPUS]
        allocatable += rows[at + NUMA_CPUS_ALLOCATABLE]
      }
      const loose = allocatable === 0 ? 0 : Math.floor((SCORE_MAX * (free - cpus)) / allocatable)
      scores[i] += weight * (SCORE_MAX - loose)
    }
  },
}
