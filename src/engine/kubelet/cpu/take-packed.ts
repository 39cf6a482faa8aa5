import { CpuAccumulator, type CpuOrder, notEnough, type Taken } from './accumulator.ts'
import { type CpuFlags, type CpuTopology, countFlags, type Level } from './cpu-topology.ts'

// Source: kubernetes v1.37.2, pkg/kubelet/cm/cpumanager/cpu_assignment.go, takeByTopologyNUMAPacked.

/**
 * Takes `count` of the available Cpus into as few units as possible: whole free units from the widest level down while
 * they fit, with `prefersUncore` within single caches where that works out, then single Cpus. `spread` takes no whole
 * cores. The error is the kubelet's text.
 */
export function takePacked(
  topology: CpuTopology,
  available: CpuFlags,
  count: number,
  order: CpuOrder,
  prefersUncore: boolean,
): Taken {
  const accumulator = new CpuAccumulator(topology, available, count, order)
  if (accumulator.result !== null) return accumulator.result
  if (accumulator.isFailed) return notEnough(count, countFlags(available))
  for (const level of accumulator.wideLevels) {
    takeWhole(accumulator, level)
    if (accumulator.result !== null) return accumulator.result
  }
  if (prefersUncore) takeByUncore(accumulator)
  if (accumulator.result !== null) return accumulator.result
  if (order === 'packed') takeWhole(accumulator, 'core')
  return accumulator.result ?? takeSingle(accumulator)
}

/**
 * Units that count as wholly free, in the order in which they are looked at. Upstream compares sockets and cores with
 * the machine's average: where sizes differ, one that is partly held may count, and all of it is then taken.
 */
export function wholeUnits(accumulator: CpuAccumulator, level: Level): number[] {
  const { units, cpusPerSocket, cpusPerCore } = accumulator.topology
  const { cpusOf } = units[level]
  const size = (unit: number): number =>
    level === 'socket' ? cpusPerSocket : level === 'core' ? cpusPerCore : cpusOf[unit].length
  return accumulator.order(level).filter((unit) => accumulator.freeIn(level, unit) === size(unit))
}

function takeWhole(accumulator: CpuAccumulator, level: Level): void {
  const { cpusOf } = accumulator.topology.units[level]
  for (const unit of wholeUnits(accumulator, level)) {
    if (accumulator.needsAtLeast(cpusOf[unit].length)) accumulator.take(cpusOf[unit])
  }
}

function takeByUncore(accumulator: CpuAccumulator): void {
  for (const uncore of accumulator.order('uncore')) {
    if (accumulator.needsAtLeast(accumulator.topology.cpusPerUncore)) takeWhole(accumulator, 'uncore')
    if (accumulator.result !== null) return
    takeWithinUncore(accumulator, uncore)
    if (accumulator.result !== null) return
  }
}

/**
 * Takes all that is still needed from one cache, or nothing: of its first cores by id that have free Cpus as many as
 * would do if all their threads were free, less one thread for an odd need.
 */
export function takeWithinUncore(accumulator: CpuAccumulator, uncore: number): void {
  const { units, cpusPerCore } = accumulator.topology
  const { needed } = accumulator
  const coresNeeded = Math.floor((needed + cpusPerCore - 1) / cpusPerCore)
  const cores: number[] = []
  for (const cpu of accumulator.freeCpusIn('uncore', uncore)) {
    const core = units.core.unitOf[cpu]
    if (!cores.includes(core)) cores.push(core)
  }
  cores.sort((a, b) => a - b)
  const cpus = cores.slice(0, coresNeeded).flatMap((core) => accumulator.freeCpusIn('core', core))
  cpus.sort((a, b) => a - b)
  if (needed % 2 !== 0 && cpusPerCore > 1 && cpus.length > needed) cpus.pop()
  if (cpus.length === needed) accumulator.take(cpus)
}

/** One Cpu after another in the order that held before the first of them was taken. */
export function takeSingle(accumulator: CpuAccumulator): Taken {
  for (const cpu of accumulator.cpusInOrder()) {
    accumulator.take([cpu])
    if (accumulator.result !== null) return accumulator.result
  }
  return { ok: false, error: 'failed to allocate cpus' }
}
