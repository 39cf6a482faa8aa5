import type { Hint, Hints } from './hint.ts'
import { byWidth, countBits, type Mask, nodesOf } from './mask.ts'

// Source: kubernetes v1.37.2, pkg/kubelet/cm/topologymanager/policy.go and numa_info.go.

/** Of one resource; empty: no combination at all. */
export type HintList = readonly Hint[]

/** Compares masks, the better first: negative when `a` is. A strict total order. */
export type MaskOrder = (a: Mask, b: Mask) => number

/**
 * The best hint that agrees with one hint of every resource: the nodes common to all of them, preferred when all are
 * preferred and name the same nodes. Where none agrees on any node: all nodes, not preferred.
 *
 * Upstream walks through all combinations and keeps the better of two. Which is better is a total order (preferred
 * first; of those the better mask; of the others the widest not above `widestNeed`, then the narrowest above it, ties
 * by mask), so the best over the set of combined hints is the same, and the set is far smaller than the walk.
 */
export function mergeHints(lists: readonly HintList[], allNodes: Mask, order: MaskOrder): Hint {
  const preferred = preferredMasks(lists, allNodes)
  if (preferred.length > 0) return { mask: first(preferred, order), isPreferred: true }
  const need = widestNeed(lists)
  const masks = commonMasks(lists, allNodes)
  if (masks.length === 0) return { mask: allNodes, isPreferred: false }
  const best = first(masks, (a, b) => {
    const [wideA, wideB] = [countBits(a), countBits(b)]
    const [isAboveA, isAboveB] = [wideA > need, wideB > need]
    if (isAboveA !== isAboveB) return isAboveA ? 1 : -1
    return (isAboveA ? wideA - wideB : wideB - wideA) || order(a, b)
  })
  return { mask: best, isPreferred: false }
}

/** Nodes no wider first; of as wide ones those that lie closest together, when distances are given; then the lower. */
export function maskOrder(distances: readonly (readonly number[])[] | null): MaskOrder {
  if (distances === null) return byWidth
  return (a, b) => countBits(a) - countBits(b) || sumWithin(distances, a) - sumWithin(distances, b) || a - b
}

/** Upstream compares averages; of masks as wide they order as the sums do, which are integers. */
function sumWithin(distances: readonly (readonly number[])[], mask: Mask): number {
  const nodes = nodesOf(mask)
  let sum = 0
  for (const from of nodes) for (const to of nodes) sum += distances[from][to]
  return sum
}

/** What a resource says, as hints to choose from: no opinion is any node, nothing that will do is any node unwanted. */
export function hintList(hints: Hints): HintList {
  if (hints === null) return [{ mask: null, isPreferred: true }]
  return hints.length === 0 ? [{ mask: null, isPreferred: false }] : hints
}

/** Only hints that are preferred and name one node, or any. */
export function singleNodeHints(hints: HintList): HintList {
  return hints.filter(({ mask, isPreferred }) => isPreferred && (mask === null || countBits(mask) === 1))
}

/** Masks that are preferred by every resource, any node at all counting as agreement. */
function preferredMasks(lists: readonly HintList[], allNodes: Mask): readonly Mask[] {
  let common: readonly Mask[] | null = null
  for (const hints of lists) {
    const preferred = hints.filter(({ isPreferred }) => isPreferred)
    if (preferred.length === 0) return []
    if (preferred.some(({ mask }) => mask === null)) continue
    const named = new Set(preferred.map(({ mask }) => mask))
    common = common === null ? ([...named] as Mask[]) : common.filter((mask) => named.has(mask))
  }
  return common ?? [allNodes]
}

/** Every set of nodes, but none at all, that one hint of each resource have in common. */
function commonMasks(lists: readonly HintList[], allNodes: Mask): readonly Mask[] {
  const named = lists.map((hints) => [...new Set(hints.map(({ mask }) => mask ?? allNodes))])
  return named.reduce<readonly Mask[]>((common, masks) => commonOfTwo(common, masks, allNodes), [allNodes])
}

/**
 * Sets that a mask of each list have in common. How many pairs have at least the nodes of a mask in common is a product
 * of two counts; how many have exactly them follows by taking off those with one node more, node by node. Counts stay
 * below 2^32: two lists of at most 2^16 masks.
 */
function commonOfTwo(some: readonly Mask[], others: readonly Mask[], allNodes: Mask): readonly Mask[] {
  if (some.length === 1 && some[0] === allNodes) return others.filter((mask) => mask !== 0)
  const ways = new Float64Array(allNodes + 1).fill(1)
  for (const list of [some, others]) {
    const atLeast = new Float64Array(allNodes + 1)
    for (const mask of list) atLeast[mask]++
    eachNodeMissing(allNodes, (mask, wider) => {
      atLeast[mask] += atLeast[wider]
    })
    for (let mask = 0; mask <= allNodes; mask++) ways[mask] *= atLeast[mask]
  }
  eachNodeMissing(allNodes, (mask, wider) => {
    ways[mask] -= ways[wider]
  })
  const masks: Mask[] = []
  for (let mask = 1; mask <= allNodes; mask++) if (ways[mask] > 0) masks.push(mask)
  return masks
}

/** Node by node, each mask without the node, and the same mask with it. */
function eachNodeMissing(allNodes: Mask, visit: (mask: Mask, wider: Mask) => void): void {
  for (let bit = 1; bit <= allNodes; bit <<= 1) {
    for (let mask = 0; mask <= allNodes; mask++) if ((mask & bit) === 0) visit(mask, mask | bit)
  }
}

/** The nodes that the neediest resource needs at least. */
function widestNeed(lists: readonly HintList[]): number {
  let widest = 0
  for (const hints of lists) {
    const widths = hints.flatMap(({ mask }) => (mask === null ? [] : [countBits(mask)]))
    if (widths.length > 0) widest = Math.max(widest, Math.min(...widths))
  }
  return widest
}

function first(masks: readonly Mask[], order: MaskOrder): Mask {
  return masks.reduce((best, mask) => (order(mask, best) < 0 ? mask : best))
}
