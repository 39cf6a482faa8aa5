import type { NumaNodeView, Policy } from '../../src/model/policy.ts'

function sumOf(nodes: readonly NumaNodeView[], amount: (node: NumaNodeView) => number): number {
  return nodes.reduce((sum, node) => sum + amount(node), 0)
}

/** Profile `pack` written anew through what a policy sees; on machines of at most 100 Cpus. */
export const PACK_AGAIN: Policy = {
  name: 'pack-again',
  weights: { Packed: 5 },
  scores: {
    Packed({ cpusAllocatable, freeCpuMilli }, { cpus, cpuMilli }) {
      const allocatable = 1000 * cpusAllocatable
      return Math.floor((100 * (allocatable - freeCpuMilli + 1000 * cpus + cpuMilli)) / allocatable)
    },
    Fewest: (_host, _pod, numaNodes) => Math.floor(100 / numaNodes.length),
    Tight(_host, { cpus }, numaNodes) {
      const allocatable = sumOf(numaNodes, (node) => node.cpusAllocatable)
      if (allocatable === 0) return 100
      return 100 - Math.floor((100 * (sumOf(numaNodes, (node) => node.freeCpus) - cpus)) / allocatable)
    },
    Spared: ({ vfs, freeVfs }, { takesVf }) => (takesVf || vfs === 0 ? 100 : Math.floor((100 * (vfs - freeVfs)) / vfs)),
  },
  reserve: (_host, _pod, numaNodes) => 100 - sumOf(numaNodes, (node) => node.freeCpus),
}
