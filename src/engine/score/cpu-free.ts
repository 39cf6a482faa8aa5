import { CPUS_ALLOCATABLE, FREE_CPU_MILLI, ROW } from '../state/host-row.ts'
import type { ScorePlugin } from './score.ts'
import { SCORE_MAX } from './score-max.ts'

/** Prefers the host with the most room left. After kube-scheduler's LeastAllocated, shared Cpus too. No bound. */
export const CPU_FREE: ScorePlugin = {
  name: 'CpuFree',
  addTo({ rows }, { allMilli }, { count, hosts, scores }, weight) {
    for (let i = 0; i < count; i++) {
      const row = hosts[i] * ROW
      const left = rows[row + FREE_CPU_MILLI] - allMilli
      scores[i] += weight * Math.floor((SCORE_MAX * left) / (1000 * rows[row + CPUS_ALLOCATABLE]))
    }
  },
}
