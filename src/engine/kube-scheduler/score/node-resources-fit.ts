import { localScore, SCORE_MAX } from '../plugin.ts'

// Source: kubernetes v1.37.2, least_allocated.go and resource_allocation.go of
// pkg/scheduler/framework/plugins/noderesources.

/** The strategy LeastAllocated: the mean of the shares of Cpu and memory that are left with the pod on the node. */
export const nodeResourcesFit = localScore('NodeResourcesFit', 1, {
  rate({ pod: { scoredRequests } }) {
    return ({ node: { allocatable }, scoredCpuMilli, scoredMemoryBytes }) => {
      let sum = 0
      let resources = 0
      if (allocatable.cpuMilli > 0) {
        sum += shareLeft(scoredCpuMilli + scoredRequests.cpuMilli, allocatable.cpuMilli)
        resources++
      }
      if (allocatable.memoryBytes > 0) {
        sum += shareLeft(scoredMemoryBytes + scoredRequests.memoryBytes, allocatable.memoryBytes)
        resources++
      }
      return resources === 0 ? 0 : Math.floor(sum / resources)
    }
  },
  normalize: null,
})

/** Hundredths of the allocatable amount that are not taken, rounded down; 0 when more is taken than there is. */
function shareLeft(taken: number, allocatable: number): number {
  if (taken > allocatable) return 0
  const left = SCORE_MAX * (allocatable - taken)
  if (left <= Number.MAX_SAFE_INTEGER) return Math.floor(left / allocatable)
  return Number((BigInt(allocatable - taken) * BigInt(SCORE_MAX)) / BigInt(allocatable))
}
