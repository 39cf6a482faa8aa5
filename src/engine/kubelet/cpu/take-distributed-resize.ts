import { type CpuAccumulator, notEnough, type Taken } from './accumulator.ts'
import { type Combination, eachCombination, members } from './combinations.ts'
import { type CpuFlags, type CpuTopology, countFlags, within, without } from './cpu-topology.ts'
import {
  areInOneSocket,
  type Distribution,
  ENDLESS,
  handOut,
  nodeCounts,
  placesOf,
  settled,
  spreadRemainder,
  sumOf,
} from './take-distributed.ts'
import { accumulatorWith, baselineFault, type HeldCpus, resizePacked } from './take-packed-resize.ts'

// Source: kubernetes after v1.37 (issue 140629), pkg/kubelet/cm/cpumanager/cpu_assignment_resize.go,
// takeByTopologyNUMADistributedForResize. v1.37 itself refuses every resize of exclusive Cpus.

/** A choice of NUMA nodes, those that get a group more, and how many Cpus above their share the container has there. */
interface Choice {
  readonly nodes: Combination
  readonly extra: Combination | null
  readonly above: number
}

/**
 * Changes a container from its Cpus to `count`, as takeDistributed does for a new one: the nodes it is in are part of
 * every choice, what it keeps counts as given, and a node where it keeps too much for an even share is no choice.
 */
export function resizeDistributed(
  topology: CpuTopology,
  available: CpuFlags,
  count: number,
  distribution: Distribution,
  held: HeldCpus,
): Taken {
  const { groupSize, order } = distribution
  const packed = (): Taken => resizePacked(topology, available, count, order, false, held)
  if (count % groupSize !== 0) return packed()
  const fault = baselineFault(topology, held)
  if (fault !== null) return fault
  const accumulator = accumulatorWith(topology, available, count, order, held)
  if (accumulator.result !== null) return accumulator.result
  if (accumulator.isFailed) return notEnough(count, countFlags(available))
  const nodes = accumulator.order('numa')
  const { fewest, most } = nodeCounts(topology, count, groupSize, new Set(nodes).size)
  for (let size = Math.max(fewest, heldNodes(accumulator).length); size <= most; size++) {
    const choice = bestChoice(accumulator, nodes, size, count, distribution)
    if (choice !== null) return takeFrom(accumulator, choice, count, distribution)
  }
  return packed()
}

/** NUMA nodes in which the container keeps Cpus. */
function heldNodes(accumulator: CpuAccumulator): number[] {
  return accumulator.topology.units.numa.ids.map((_, node) => node).filter((node) => accumulator.takenIn('numa', node))
}

function bestChoice(
  accumulator: CpuAccumulator,
  nodes: readonly number[],
  size: number,
  count: number,
  { groupSize, alignsBySocket }: Distribution,
): Choice | null {
  let best: Choice | null = null
  let bestImbalance = Number.POSITIVE_INFINITY
  let isBestInOneSocket = false
  const held = heldNodes(accumulator)
  const kept = countFlags(accumulator.taken)
  const free = (node: number): number => accumulator.freeIn('numa', node)
  const whole = (node: number): number => Math.floor(ownedIn(accumulator, node) / groupSize) * groupSize
  eachCombination(nodes, size, 'later', (combination) => {
    if (bestImbalance === 0 && (!alignsBySocket || isBestInOneSocket)) return false
    const chosen = members(combination)
    if (!held.every((node) => chosen.includes(node))) return true
    if (sumOf(new Set(chosen), free) + kept < count || sumOf(chosen, whole) < count) return true
    let share = Math.floor(count / size / groupSize) * groupSize
    if (alignsBySocket) for (const node of chosen) share = Math.min(share, whole(node))
    const above = aboveShare(accumulator, chosen, share, count)
    if (above === null) return true
    const spread = spreadRemainder(
      leftAfter(accumulator, nodes, chosen, share),
      chosen,
      count - share * size - above,
      groupSize,
      'later',
    )
    if (spread === 'endless') return true
    const isInOneSocket = alignsBySocket && areInOneSocket(accumulator.topology, chosen)
    const isBetter =
      alignsBySocket && isInOneSocket !== isBestInOneSocket ? isInOneSocket : spread.imbalance < bestImbalance
    if (!isBetter) return true
    best = { nodes: combination, extra: spread.extra, above }
    bestImbalance = spread.imbalance
    isBestInOneSocket = isInOneSocket
    return true
  })
  return best
}

/** Cpus of a node that are free or the container's. */
function ownedIn(accumulator: CpuAccumulator, node: number): number {
  return accumulator.freeIn('numa', node) + accumulator.takenIn('numa', node)
}

/** Cpus kept above the share of their nodes; null when a node cannot give its share, or when too many are kept. */
function aboveShare(
  accumulator: CpuAccumulator,
  chosen: readonly number[],
  share: number,
  count: number,
): number | null {
  const rest = count - share * chosen.length
  let above = 0
  for (const node of chosen) {
    const kept = accumulator.takenIn('numa', node)
    if (ownedIn(accumulator, node) < share || kept > share + rest) return null
    above += Math.max(0, kept - share)
  }
  return above <= rest ? above : null
}

/** By node, free Cpus once each chosen node has given its share. From one that keeps more, all it keeps goes off. */
function leftAfter(
  accumulator: CpuAccumulator,
  nodes: readonly number[],
  chosen: readonly number[],
  share: number,
): ReadonlyMap<number, number> {
  const left = new Map(nodes.map((node) => [node, accumulator.freeIn('numa', node)]))
  for (const node of chosen) {
    const kept = accumulator.takenIn('numa', node)
    left.set(node, (left.get(node) ?? 0) - (kept > share ? kept : share - kept))
  }
  return left
}

function takeFrom(
  accumulator: CpuAccumulator,
  { nodes, extra, above }: Choice,
  count: number,
  { groupSize, order }: Distribution,
): Taken {
  const { topology } = accumulator
  const kept = (node: number): number => accumulator.takenIn('numa', node)
  const growTo = (node: number, size: number): void => {
    const own = within(topology, accumulator.taken, 'numa', [node])
    const free = within(topology, accumulator.free, 'numa', [node])
    const part = resizePacked(topology, free, size, order, false, { allocated: own, baseline: own })
    if (part.ok) accumulator.take(placesOf(without(part.cpus, own)))
  }
  const chosen = members(nodes)
  let share = Math.floor(count / chosen.length / groupSize) * groupSize
  for (const node of chosen) {
    share = Math.min(share, Math.floor(ownedIn(accumulator, node) / groupSize) * groupSize)
  }
  for (const node of chosen) if (kept(node) < share) growTo(node, share)
  const rest = count - share * chosen.length - above
  const extras = extra === null ? [] : members(extra)
  const give = (node: number): void => growTo(node, kept(node) + groupSize)
  if (!handOut(extras, rest, groupSize, (node) => accumulator.freeIn('numa', node), give)) return ENDLESS
  return settled(accumulator)
}
