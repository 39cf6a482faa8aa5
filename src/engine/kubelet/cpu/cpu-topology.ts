import { ascending } from '../../../base/order.ts'

// Source: kubernetes v1.37.2, pkg/kubelet/cm/cpumanager/topology/topology.go.

/** Where one Cpu lies; ids as the machine gives them. */
export interface CpuPlace {
  readonly id: number
  /** Unique on the machine; the kubelet takes the lowest Cpu of the core. */
  readonly core: number
  readonly socket: number
  readonly numa: number
  /** Last-level cache. */
  readonly uncore: number
}

export type Level = 'numa' | 'socket' | 'uncore' | 'core'

export const LEVELS: readonly Level[] = ['numa', 'socket', 'uncore', 'core']

/** The units of one level, ascending by id; a unit is known by its place in that order. */
export interface Units {
  readonly ids: readonly number[]
  /** By Cpu. */
  readonly unitOf: Int32Array
  /** By unit, ascending Cpus. */
  readonly cpusOf: readonly (readonly number[])[]
}

/**
 * The Cpus of a machine and the units that they make up. Everything inside this folder names a Cpu or a unit by its
 * place in ascending order of ids, so that comparing places is comparing ids.
 */
export interface CpuTopology {
  /** Ascending. */
  readonly cpuIds: readonly number[]
  readonly units: Readonly<Record<Level, Units>>
  /** Hardware threads a core and Cpus a socket and a cache: averages, floored, as upstream compares with them. */
  readonly cpusPerCore: number
  readonly cpusPerSocket: number
  readonly cpusPerUncore: number
}

/** A set of Cpus: 1 where the Cpu is in it. */
export type CpuFlags = Uint8Array

/** places: at least one, ids unique. */
export function cpuTopologyOf(places: readonly CpuPlace[]): CpuTopology {
  const sorted = [...places].sort((a, b) => a.id - b.id)
  const units: Record<Level, Units> = {
    numa: unitsOf(sorted.map(({ numa }) => numa)),
    socket: unitsOf(sorted.map(({ socket }) => socket)),
    uncore: unitsOf(sorted.map(({ uncore }) => uncore)),
    core: unitsOf(sorted.map(({ core }) => core)),
  }
  const average = (level: Level): number => Math.floor(sorted.length / units[level].ids.length)
  return {
    cpuIds: sorted.map(({ id }) => id),
    units,
    cpusPerCore: average('core'),
    cpusPerSocket: average('socket'),
    cpusPerUncore: average('uncore'),
  }
}

/** idOf: by Cpu, the id of its unit. */
function unitsOf(idOf: readonly number[]): Units {
  const ids = [...new Set(idOf)].sort(ascending)
  const unitOf = Int32Array.from(idOf, (id) => ids.indexOf(id))
  const cpusOf: number[][] = ids.map(() => [])
  unitOf.forEach((unit, cpu) => {
    cpusOf[unit].push(cpu)
  })
  return { ids, unitOf, cpusOf }
}

/** The set of the given Cpu ids, or null when one of them is not of this machine. */
export function flagsOfIds({ cpuIds }: CpuTopology, ids: readonly number[]): CpuFlags | null {
  const flags = new Uint8Array(cpuIds.length)
  const placeOf = new Map(cpuIds.map((id, place) => [id, place]))
  for (const id of ids) {
    const place = placeOf.get(id)
    if (place === undefined) return null
    flags[place] = 1
  }
  return flags
}

/** Ascending ids of a set. */
export function idsOfFlags({ cpuIds }: CpuTopology, flags: CpuFlags): number[] {
  return cpuIds.filter((_, cpu) => flags[cpu] === 1)
}

export function countFlags(flags: CpuFlags): number {
  let count = 0
  for (const flag of flags) count += flag
  return count
}

/** The Cpus of `flags` that are not in `others`. */
export function without(flags: CpuFlags, others: CpuFlags): CpuFlags {
  return flags.map((flag, cpu) => flag & ~others[cpu])
}

/** The Cpus of either set. */
export function either(flags: CpuFlags, others: CpuFlags): CpuFlags {
  return flags.map((flag, cpu) => flag | others[cpu])
}

/** Those of a set that lie in one of the given units. */
export function within({ units }: CpuTopology, flags: CpuFlags, level: Level, chosen: readonly number[]): CpuFlags {
  const found = new Uint8Array(flags.length)
  for (const unit of chosen) for (const cpu of units[level].cpusOf[unit]) found[cpu] = flags[cpu]
  return found
}

export function sameFlags(flags: CpuFlags, others: CpuFlags): boolean {
  return flags.every((flag, cpu) => flag === others[cpu])
}
