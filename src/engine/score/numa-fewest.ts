import { NUMA_MASK_SIZE } from '../choose/numa-masks.ts'
import { SCORE_MAX } from './score-max.ts'

/** [256] score by mask of NumaNodes. */
const SCORES = NUMA_MASK_SIZE.map((size) => (size === 0 ? 0 : Math.floor(SCORE_MAX / size)))

/** Prefers the host where the pod stands on the fewest NumaNodes (S3). */
export function numaFewest(numaMask: number): number {
  return SCORES[numaMask]
}
