import { ascending } from '../../../base/order.ts'
import { type CpuFlags, type CpuTopology, LEVELS, type Level } from './cpu-topology.ts'

// Source: kubernetes v1.37.2, pkg/kubelet/cm/cpumanager/cpu_assignment.go; the order with held units first is of the
// resize form of that file (kubernetes issue 140629), which later versions have.

/** Whether single Cpus are taken core by core, or by ascending number within a socket. */
export type CpuOrder = 'packed' | 'spread'

/** What a taking came to. */
export type Taken =
  | { readonly ok: true; readonly cpus: CpuFlags }
  | {
      readonly ok: false
      readonly error: string
      /** The kubelet would not come back: it goes round in a loop that no longer changes anything. */
      readonly isEndless?: true
    }

/**
 * Collects Cpus out of a free set, the units with the fewest free ones first (best fit), ties to the lower id.
 *
 * What is taken twice counts twice, as upstream: where a unit spans two units of the level above it, an order lists it
 * under both, and then fewer Cpus come out than were asked for.
 */
export class CpuAccumulator {
  readonly topology: CpuTopology
  readonly free: CpuFlags
  readonly taken: CpuFlags
  needed: number
  freeCount = 0
  readonly #order: CpuOrder
  /** A resize: units that hold Cpus of the container come before all others. */
  readonly #heldFirst: boolean
  /** From the widest to the narrowest. */
  readonly #nesting: readonly Level[]
  readonly #freeIn: Readonly<Record<Level, Int32Array>>
  readonly #takenIn: Readonly<Record<Level, Int32Array>>

  constructor(topology: CpuTopology, available: CpuFlags, needed: number, order: CpuOrder, heldFirst = false) {
    this.topology = topology
    this.free = available.slice()
    this.taken = new Uint8Array(available.length)
    this.needed = needed
    this.#order = order
    this.#heldFirst = heldFirst
    const { numa, socket } = topology.units
    this.#nesting = socket.ids.length >= numa.ids.length ? ['numa', 'socket', 'core'] : ['socket', 'numa', 'core']
    this.#freeIn = countersOf(topology)
    this.#takenIn = countersOf(topology)
    for (let cpu = 0; cpu < available.length; cpu++) {
      if (available[cpu] === 0) continue
      this.freeCount++
      for (const level of LEVELS) this.#freeIn[level][topology.units[level].unitOf[cpu]]++
    }
  }

  /** The two levels whose whole units are taken first, the wider one first. */
  get wideLevels(): readonly Level[] {
    return this.#nesting.slice(0, 2)
  }

  /** The whole set once nothing more is needed, else null. */
  get result(): Taken | null {
    return this.needed < 1 ? { ok: true, cpus: this.taken } : null
  }

  get isFailed(): boolean {
    return this.needed > this.freeCount
  }

  needsAtLeast(count: number): boolean {
    return this.needed >= count
  }

  freeIn(level: Level, unit: number): number {
    return this.#freeIn[level][unit]
  }

  takenIn(level: Level, unit: number): number {
    return this.#takenIn[level][unit]
  }

  /** Ascending. */
  freeCpusIn(level: Level, unit: number): number[] {
    return this.topology.units[level].cpusOf[unit].filter((cpu) => this.free[cpu] === 1)
  }

  /** Each Cpu at most once in `cpus`. */
  take(cpus: readonly number[]): void {
    const { units } = this.topology
    for (const cpu of cpus) {
      if (this.free[cpu] === 1) {
        this.free[cpu] = 0
        this.freeCount--
        for (const level of LEVELS) this.#freeIn[level][units[level].unitOf[cpu]]--
      }
      if (this.taken[cpu] === 1) continue
      this.taken[cpu] = 1
      for (const level of LEVELS) this.#takenIn[level][units[level].unitOf[cpu]]++
    }
    this.needed -= cpus.length
  }

  /** All units of a level that have free Cpus, in the order in which they are looked at. */
  order(level: Level): number[] {
    if (level === 'uncore') return this.order('numa').flatMap((numa) => this.#sortedWithin(level, 'numa', numa))
    const depth = this.#nesting.indexOf(level)
    if (depth === 0) return this.#sorted(level, this.free, this.taken, null)
    const wider = this.#nesting[depth - 1]
    return this.order(wider).flatMap((unit) => this.#sortedWithin(level, wider, unit))
  }

  /** All free Cpus in the order in which single ones are taken. */
  cpusInOrder(): number[] {
    const level = this.#order === 'packed' ? 'core' : 'socket'
    return this.order(level).flatMap((unit) => this.freeCpusIn(level, unit))
  }

  #sortedWithin(level: Level, wider: Level, unit: number): number[] {
    return this.#sorted(level, this.free, this.taken, this.topology.units[wider].cpusOf[unit])
  }

  /** Units with a free Cpu among `cpus` (null: all), those with a taken one among them first when held ones are. */
  #sorted(level: Level, free: CpuFlags, taken: CpuFlags, cpus: readonly number[] | null): number[] {
    const { unitOf, ids } = this.topology.units[level]
    const isOpen = new Uint8Array(ids.length)
    const isHeld = new Uint8Array(ids.length)
    const count = cpus === null ? free.length : cpus.length
    for (let i = 0; i < count; i++) {
      const cpu = cpus === null ? i : cpus[i]
      if (free[cpu] === 1) isOpen[unitOf[cpu]] = 1
      if (this.#heldFirst && taken[cpu] === 1) isHeld[unitOf[cpu]] = 1
    }
    const found: number[] = []
    for (let unit = 0; unit < isOpen.length; unit++) if (isOpen[unit] === 1) found.push(unit)
    const freeIn = this.#freeIn[level]
    return found.sort((a, b) => isHeld[b] - isHeld[a] || freeIn[a] - freeIn[b] || ascending(a, b))
  }
}

function countersOf({ units }: CpuTopology): Record<Level, Int32Array> {
  const counters = (level: Level): Int32Array => new Int32Array(units[level].ids.length)
  return { numa: counters('numa'), socket: counters('socket'), uncore: counters('uncore'), core: counters('core') }
}

export function notEnough(requested: number, available: number): Taken {
  const error = `not enough cpus available to satisfy request: requested=${requested}, available=${available}`
  return { ok: false, error }
}
