import { CpuAccumulator, type CpuOrder, notEnough, type Taken } from './accumulator.ts'
import { imbalance } from './balance.ts'
import { type Combination, type Edition, eachCombination, members } from './combinations.ts'
import { type CpuFlags, type CpuTopology, countFlags, within } from './cpu-topology.ts'
import { takePacked } from './take-packed.ts'

// Source: kubernetes v1.37.2, pkg/kubelet/cm/cpumanager/cpu_assignment.go, takeByTopologyNUMADistributed.

/** How Cpus are spread over NUMA nodes. */
export interface Distribution {
  readonly order: CpuOrder
  /** Cpus are handed out in groups of this many. */
  readonly groupSize: number
  /** Nodes of one socket are better than a better balance. */
  readonly alignsBySocket: boolean
}

/** A choice of NUMA nodes, and those of them that get a group more than the others. */
interface Choice {
  readonly nodes: Combination
  readonly extra: Combination | null
}

/** The kubelet does not come back from this. */
export const ENDLESS: Taken = { ok: false, error: 'the search for an even distribution never ends', isEndless: true }

/**
 * Takes `count` of the available Cpus evenly from as few NUMA nodes as can give them so, of those the ones that leave
 * the machine most even; packed where no even choice exists or the count is no multiple of a group.
 */
export function takeDistributed(
  topology: CpuTopology,
  available: CpuFlags,
  count: number,
  distribution: Distribution,
): Taken {
  const { groupSize, order } = distribution
  if (count % groupSize !== 0) return takePacked(topology, available, count, order, false)
  const accumulator = new CpuAccumulator(topology, available, count, order)
  if (accumulator.result !== null) return accumulator.result
  if (accumulator.isFailed) return notEnough(count, countFlags(available))
  const nodes = accumulator.order('numa')
  const { fewest, most } = nodeCounts(topology, count, groupSize, new Set(nodes).size)
  for (let size = fewest; size <= most; size++) {
    const choice = bestChoice(accumulator, nodes, size, count, distribution)
    if (choice === 'endless') return ENDLESS
    if (choice !== null) return takeFrom(accumulator, choice, count, distribution)
  }
  return takePacked(topology, available, count, order, false)
}

/**
 * How many NUMA nodes may be needed: no fewer than whole nodes of average size would hold, no more than have free
 * Cpus or can have a group each. All roundings are up, of groups and not of Cpus.
 */
export function nodeCounts(
  { cpuIds, units }: CpuTopology,
  count: number,
  groupSize: number,
  nodesFree: number,
): { readonly fewest: number; readonly most: number } {
  const groups = Math.floor((cpuIds.length - 1) / groupSize) + 1
  const groupsPerNode = Math.floor((groups - 1) / units.numa.ids.length) + 1
  const groupsNeeded = Math.floor((count - 1) / groupSize) + 1
  return { fewest: Math.floor((groupsNeeded - 1) / groupsPerNode) + 1, most: Math.min(groupsNeeded, nodesFree) }
}

/** The best choice of `size` NUMA nodes, or null. */
function bestChoice(
  accumulator: CpuAccumulator,
  nodes: readonly number[],
  size: number,
  count: number,
  { groupSize, alignsBySocket }: Distribution,
): Choice | null | 'endless' {
  let best: Choice | null = null
  let bestImbalance = Number.POSITIVE_INFINITY
  let isBestInOneSocket = false
  let isEndless = false
  const free = (node: number): number => accumulator.freeIn('numa', node)
  const whole = (node: number): number => Math.floor(free(node) / groupSize) * groupSize
  eachCombination(nodes, size, 'v1.37', (combination) => {
    if (bestImbalance === 0 && (!alignsBySocket || isBestInOneSocket)) return false
    const chosen = members(combination)
    if (sumOf(new Set(chosen), free) < count || sumOf(chosen, whole) < count) return true
    let share = Math.floor(count / size / groupSize) * groupSize
    if (alignsBySocket) for (const node of chosen) share = Math.min(share, whole(node))
    if (chosen.some((node) => free(node) < share)) return true
    const left = new Map(nodes.map((node) => [node, free(node)]))
    for (const node of chosen) left.set(node, left.get(node)! - share)
    const spread = spreadRemainder(left, chosen, count - share * size, groupSize, 'v1.37')
    if (spread === 'endless') {
      isEndless = true
      return false
    }
    const isInOneSocket = alignsBySocket && areInOneSocket(accumulator.topology, chosen)
    const isBetter =
      alignsBySocket && isInOneSocket !== isBestInOneSocket ? isInOneSocket : spread.imbalance < bestImbalance
    if (!isBetter) return true
    best = { nodes: combination, extra: spread.extra }
    bestImbalance = spread.imbalance
    isBestInOneSocket = isInOneSocket
    return true
  })
  return isEndless ? 'endless' : best
}

export interface Spread {
  readonly extra: Combination | null
  /** Infinite when no part of the nodes can give the rest. */
  readonly imbalance: number
}

/**
 * Finds the nodes that give the rest, a group each in turn: the part of the chosen nodes after which all nodes are most
 * even, larger parts first.
 *
 * left     by node, Cpus left once each chosen node has given its share
 * edition  v1.37 holds a part able by its Cpus, and goes round for ever where its whole groups do not suffice
 */
export function spreadRemainder(
  left: ReadonlyMap<number, number>,
  chosen: readonly number[],
  rest: number,
  groupSize: number,
  edition: Edition,
): Spread | 'endless' {
  if (rest === 0) return { extra: null, imbalance: imbalance([...left.values()]) }
  let best: Spread = { extra: null, imbalance: Number.POSITIVE_INFINITY }
  let isEndless = false
  const able = chosen.filter((node) => left.get(node)! >= groupSize)
  const wholeGroups = (node: number): number => Math.floor(left.get(node)! / groupSize) * groupSize
  const inCount = (node: number): number => (edition === 'v1.37' ? left.get(node)! : wholeGroups(node))
  for (let size = able.length; size >= 1 && !isEndless; size--) {
    eachCombination(able, size, edition, (combination) => {
      const part = members(combination)
      if (sumOf(part, inCount) < rest) return true
      if (sumOf(part, wholeGroups) < rest) {
        isEndless = true
        return false
      }
      const after = new Map(left)
      handOut(
        part,
        rest,
        groupSize,
        (node) => after.get(node)!,
        (node) => {
          after.set(node, after.get(node)! - groupSize)
        },
      )
      const uneven = imbalance([...after.values()])
      if (uneven < best.imbalance) best = { extra: combination, imbalance: uneven }
      return true
    })
  }
  return isEndless ? 'endless' : best
}

/**
 * Gives `rest` Cpus, a group from each node that has one left, round after round. False when a round changes nothing,
 * where the kubelet goes on for ever.
 */
export function handOut(
  nodes: readonly number[],
  rest: number,
  groupSize: number,
  left: (node: number) => number,
  give: (node: number) => void,
): boolean {
  while (rest > 0) {
    const before = rest
    for (const node of nodes) {
      if (rest === 0) break
      if (left(node) < groupSize) continue
      give(node)
      rest -= groupSize
    }
    if (rest === before) return false
  }
  return true
}

function takeFrom(
  accumulator: CpuAccumulator,
  { nodes, extra }: Choice,
  count: number,
  { groupSize, order }: Distribution,
): Taken {
  const { topology } = accumulator
  const free = (node: number): number => accumulator.freeIn('numa', node)
  const takeIn = (node: number, size: number): void => {
    const part = takePacked(topology, within(topology, accumulator.free, 'numa', [node]), size, order, false)
    if (part.ok) accumulator.take(placesOf(part.cpus))
  }
  const chosen = members(nodes)
  let share = Math.floor(count / chosen.length / groupSize) * groupSize
  for (const node of chosen) share = Math.min(share, Math.floor(free(node) / groupSize) * groupSize)
  for (const node of chosen) takeIn(node, share)
  const rest = count - share * chosen.length
  const extras = extra === null ? [] : members(extra)
  if (!handOut(extras, rest, groupSize, free, (node) => takeIn(node, groupSize))) return ENDLESS
  return settled(accumulator)
}

/** The result when exactly as many Cpus were taken as were needed; else the kubelet's complaint about itself. */
export function settled(accumulator: CpuAccumulator): Taken {
  const { needed } = accumulator
  if (needed === 0) return { ok: true, cpus: accumulator.taken }
  const what = needed > 0 ? 'not enough' : 'too many'
  return { ok: false, error: `accounting error, ${what} CPUs allocated, remaining: ${needed}` }
}

/** Cpus of a set, ascending. */
export function placesOf(flags: CpuFlags): number[] {
  const places: number[] = []
  flags.forEach((flag, cpu) => {
    if (flag === 1) places.push(cpu)
  })
  return places
}

/** Whether the NUMA nodes have one socket between them. */
export function areInOneSocket({ units }: CpuTopology, nodes: readonly number[]): boolean {
  const sockets = new Set(nodes.flatMap((node) => units.numa.cpusOf[node].map((cpu) => units.socket.unitOf[cpu])))
  return sockets.size <= 1
}

export function sumOf(nodes: Iterable<number>, value: (node: number) => number): number {
  let sum = 0
  for (const node of nodes) sum += value(node)
  return sum
}
