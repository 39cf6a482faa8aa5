import { NUMA_MASK_SIZE } from '../choose/numa-masks.ts'
import { SCORE_MAX, type ScorePlugin } from './score-plugin.ts'

/** Prefers the host where the pod stands on the fewest NumaNodes (S3). */
export const numaFewest: ScorePlugin = {
  name: 'NumaFewest',
  add(_hosts, _klass, weight, batch) {
    for (let i = 0; i < batch.count; i++) {
      batch.scores[i] += weight * Math.floor(SCORE_MAX / NUMA_MASK_SIZE[batch.numaMasks[i]])
    }
  },
}
