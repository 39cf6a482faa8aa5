import { NUMA_MASK_SIZE } from '../choose/numa-masks.ts'
import { SCORE_MAX, type ScorePlugin } from './score-plugin.ts'

/** Prefers the host where the pod stands on the fewest NumaNodes (S3). */
export const numaFewest: ScorePlugin = {
  name: 'NumaFewest',
  score: (_hosts, _host, _klass, numaMask) => Math.floor(SCORE_MAX / NUMA_MASK_SIZE[numaMask]),
}
