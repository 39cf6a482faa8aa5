import { formatCpuList } from '../../../base/cpu-list.ts'
import { CpuAccumulator, type CpuOrder, notEnough, type Taken } from './accumulator.ts'
import { type CpuFlags, type CpuTopology, countFlags, idsOfFlags, type Level } from './cpu-topology.ts'
import { takeSingle, takeWithinUncore } from './take-packed.ts'

// Source: kubernetes after v1.37 (issue 140629), pkg/kubelet/cm/cpumanager/cpu_assignment_resize.go,
// takeByTopologyNUMAPackedForResize. v1.37 itself refuses every resize of exclusive Cpus.

/** A container whose exclusive Cpus change in number. */
export interface HeldCpus {
  /** What it holds now: a larger set must contain it, a smaller one lie within it. */
  readonly allocated: CpuFlags
  /** What it was admitted with: every size must contain it. */
  readonly baseline: CpuFlags
}

/**
 * Changes a container from its Cpus to `count`, as takePacked does for a new one, with units that it is in already
 * before all others and those that nobody else is in counted as whole.
 *
 * available  when growing the free Cpus, when shrinking those held; held ones may be among them
 */
export function resizePacked(
  topology: CpuTopology,
  available: CpuFlags,
  count: number,
  order: CpuOrder,
  prefersUncore: boolean,
  held: HeldCpus,
): Taken {
  const fault = baselineFault(topology, held)
  if (fault !== null) return fault
  const accumulator = accumulatorWith(topology, available, count, order, held)
  if (accumulator.result !== null) return accumulator.result
  if (accumulator.isFailed) return notEnough(count, countFlags(available))
  for (const level of accumulator.wideLevels) {
    takeRest(accumulator, level)
    if (accumulator.result !== null) return accumulator.result
  }
  if (prefersUncore) takeByUncore(accumulator)
  if (accumulator.result !== null) return accumulator.result
  if (order === 'packed') takeRest(accumulator, 'core')
  return accumulator.result ?? takeSingle(accumulator)
}

/** The refusal of a baseline that is not within what is held, or null. */
export function baselineFault(topology: CpuTopology, { allocated, baseline }: HeldCpus): Taken | null {
  if (countFlags(allocated) === 0 || baseline.every((flag, cpu) => flag <= allocated[cpu])) return null
  const list = (flags: CpuFlags): string => formatCpuList(idsOfFlags(topology, flags))
  const error = `requested CPUs to be retained ${list(baseline)} are not a subset of reusable CPUs ${list(allocated)}`
  return { ok: false, error }
}

/** An accumulator that has taken what must stay. */
export function accumulatorWith(
  topology: CpuTopology,
  available: CpuFlags,
  count: number,
  order: CpuOrder,
  { allocated, baseline }: HeldCpus,
): CpuAccumulator {
  const accumulator = new CpuAccumulator(topology, available, count, order, true)
  const kept = count < countFlags(allocated) ? baseline : allocated
  const cpus: number[] = []
  kept.forEach((flag, cpu) => {
    if (flag === 1) cpus.push(cpu)
  })
  if (countFlags(allocated) > 0) accumulator.take(cpus)
  return accumulator
}

/** Whether the unit is free but for the container's own Cpus. */
function isOwn(accumulator: CpuAccumulator, level: Level, unit: number): boolean {
  const size = accumulator.topology.units[level].cpusOf[unit].length
  return accumulator.freeIn(level, unit) + accumulator.takenIn(level, unit) === size
}

/** Takes what is free in units that nobody else is in, while all of it is needed. */
function takeRest(accumulator: CpuAccumulator, level: Level): void {
  for (const unit of accumulator.order(level)) {
    if (!isOwn(accumulator, level, unit)) continue
    const cpus = accumulator.freeCpusIn(level, unit)
    if (accumulator.needsAtLeast(cpus.length)) accumulator.take(cpus)
  }
}

function takeByUncore(accumulator: CpuAccumulator): void {
  takeRest(accumulator, 'uncore')
  if (accumulator.result !== null) return
  for (const uncore of accumulator.order('uncore')) {
    if (accumulator.topology.cpusPerCore !== 1) fillHeldCores(accumulator, uncore)
    takeWithinUncore(accumulator, uncore)
    if (accumulator.result !== null) return
  }
}

/** Fills cores of one cache that the container is in, until one of them has more free Cpus than are needed. */
function fillHeldCores(accumulator: CpuAccumulator, uncore: number): void {
  const { core, uncore: uncores } = accumulator.topology.units
  const open: number[] = []
  const held: number[] = []
  for (const cpu of uncores.cpusOf[uncore]) {
    if (accumulator.free[cpu] === 1) open.push(core.unitOf[cpu])
    if (accumulator.taken[cpu] === 1) held.push(core.unitOf[cpu])
  }
  const both = [...new Set(open)].filter((unit) => held.includes(unit)).sort((a, b) => a - b)
  for (const unit of both) {
    if (!isOwn(accumulator, 'core', unit)) continue
    const cpus = accumulator.freeCpusIn('core', unit)
    if (!accumulator.needsAtLeast(cpus.length)) break
    accumulator.take(cpus)
  }
}
