import type { Hint } from '../topology/hint.ts'
import { countBits, type Mask, maskOf, nodesOf, partsOf } from '../topology/mask.ts'
import { type CpuFlags, type CpuTopology, countFlags } from './cpu-topology.ts'

// Source: kubernetes v1.37.2, pkg/kubelet/cm/cpumanager/policy_static.go, generateCPUTopologyHints and
// isHintSocketAligned.

/**
 * The sets of NUMA nodes whose available Cpus suffice for `count`. Preferred are those of as few nodes as an empty
 * machine would need, or, aligned by socket, of as few sockets.
 *
 * nodeBit  by NUMA node that has Cpus, its bit in masks
 */
export function cpuHints(
  topology: CpuTopology,
  nodeBit: readonly number[],
  available: CpuFlags,
  count: number,
  alignsBySocket: boolean,
): readonly Hint[] {
  const { cpusOf, unitOf } = topology.units.numa
  const nodeOfBit = new Map(nodeBit.map((bit, node) => [bit, node]))
  const free = new Int32Array(cpusOf.length)
  available.forEach((flag, cpu) => {
    free[unitOf[cpu]] += flag
  })
  let fewest = cpusOf.length
  const masks: Mask[] = []
  for (const mask of partsOf(maskOf(nodeBit))) {
    let cpus = 0
    let freeCpus = 0
    for (const bit of nodesOf(mask)) {
      const node = nodeOfBit.get(bit)!
      cpus += cpusOf[node].length
      freeCpus += free[node]
    }
    if (cpus >= count) fewest = Math.min(fewest, countBits(mask))
    if (freeCpus >= count) masks.push(mask)
  }
  const isAligned = (mask: Mask): boolean =>
    alignsBySocket &&
    isOnFewestSockets(
      topology,
      nodesOf(mask).map((bit) => nodeOfBit.get(bit)!),
      fewest,
    )
  return masks.map((mask) => ({ mask, isPreferred: countBits(mask) === fewest || isAligned(mask) }))
}

/** Whether the nodes lie on exactly as many sockets as `fewest` nodes would fill. */
function isOnFewestSockets({ units }: CpuTopology, nodes: readonly number[], fewest: number): boolean {
  const nodesPerSocket = Math.floor(units.numa.ids.length / units.socket.ids.length)
  if (nodesPerSocket === 0) return false
  const sockets = new Set(nodes.flatMap((node) => units.numa.cpusOf[node].map((cpu) => units.socket.unitOf[cpu])))
  return sockets.size === Math.floor((fewest + nodesPerSocket - 1) / nodesPerSocket)
}

/**
 * Hints for a container that holds its Cpus already, as after a restart of the kubelet: where they are, or none at all
 * when their number is not what is asked for.
 */
export function hintsOfHeld(
  topology: CpuTopology,
  nodeBit: readonly number[],
  held: CpuFlags,
  count: number,
  alignsBySocket: boolean,
): readonly Hint[] {
  return countFlags(held) === count ? cpuHints(topology, nodeBit, held, count, alignsBySocket) : []
}
