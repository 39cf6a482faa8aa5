// Source: kubernetes v1.37.2, pkg/kubelet/cm/topologymanager/bitmask/bitmask.go.

/** More NUMA nodes than this and their subsets cannot be gone through one by one. */
export const MASK_NODES_MAX = 16

/** A set of NUMA nodes: bit n is the n-th node by ascending id, so that comparing masks is as with bits by id. */
export type Mask = number

export function countBits(mask: Mask): number {
  let count = 0
  for (let rest = mask; rest !== 0; rest &= rest - 1) count++
  return count
}

/** Nodes of a mask, ascending. */
export function nodesOf(mask: Mask): number[] {
  const nodes: number[] = []
  for (let node = 0; mask >> node !== 0; node++) if (hasNode(mask, node)) nodes.push(node)
  return nodes
}

export function hasNode(mask: Mask, node: number): boolean {
  return ((mask >> node) & 1) === 1
}

export function maskOf(nodes: Iterable<number>): Mask {
  let mask = 0
  for (const node of nodes) mask |= 1 << node
  return mask
}

/** Fewer nodes come first, of as many the lower mask. */
export function byWidth(a: Mask, b: Mask): number {
  return countBits(a) - countBits(b) || a - b
}

/** Every part of the given nodes but the empty one, in no order that matters. */
export function partsOf(nodes: Mask): Mask[] {
  const parts: Mask[] = []
  for (let part = nodes; part !== 0; part = (part - 1) & nodes) parts.push(part)
  return parts
}
