import { CPUS_ALLOCATABLE, FREE_CPU_MILLI, ROW } from '../state/host-row.ts'
import type { ScorePlugin } from './score.ts'
import { SCORE_MAX } from './score-max.ts'

/** Prefers the host with the least room left. After kube-scheduler's MostAllocated, shared Cpus too. No bound. */
export const CPU_PACKED: ScorePlugin = {
  name: 'CpuPacked',
  addTo({ rows }, { allMilli }, { count, hosts, scores }, weight) {
    for (let i = 0; i < count; i++) {
      const row = hosts[i] * ROW
      const allocatable = 1000 * rows[row + CPUS_ALLOCATABLE]
      const held = allocatable - rows[row + FREE_CPU_MILLI]
      scores[i] += weight * Math.floor((SCORE_MAX * (held + allMilli)) / allocatable)
    }
  },
}
