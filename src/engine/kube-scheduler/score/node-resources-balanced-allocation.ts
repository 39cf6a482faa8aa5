import { localScore, SCORE_MAX } from '../plugin.ts'

// Source: kubernetes v1.37.2, pkg/scheduler/framework/plugins/noderesources/balanced_allocation.go.

/**
 * How much nearer the used shares of Cpu and memory come to each other by the pod: 75 when they stay as far apart, 100
 * at best, 50 at worst. Takes no part for a pod that asks for neither.
 */
export const nodeResourcesBalancedAllocation = localScore('NodeResourcesBalancedAllocation', 1, {
  rate({ pod: { requests } }) {
    if (requests.cpuMilli === 0 && requests.memoryBytes === 0) return null
    return ({ node: { allocatable }, cpuMilli, memoryBytes }) => {
      const before = balance(cpuMilli, memoryBytes, allocatable)
      const after = balance(cpuMilli + requests.cpuMilli, memoryBytes + requests.memoryBytes, allocatable)
      return SCORE_MAX / 2 + Math.trunc((SCORE_MAX / 2 + after - before) / 2)
    }
  },
  normalize: null,
})

interface Allocatable {
  readonly cpuMilli: number
  readonly memoryBytes: number
}

/** 100 when both shares are equal, 50 when one is all and the other nothing; rounded down. */
function balance(cpuMilli: number, memoryBytes: number, allocatable: Allocatable): number {
  // A resource that the node does not have is left out, and one alone is always in balance.
  if (allocatable.cpuMilli === 0 || allocatable.memoryBytes === 0) return SCORE_MAX
  const cpu = Math.min(1, cpuMilli / allocatable.cpuMilli)
  const memory = Math.min(1, memoryBytes / allocatable.memoryBytes)
  const deviation = Math.abs((cpu - memory) / 2)
  return Math.floor((1 - deviation) * SCORE_MAX)
}
