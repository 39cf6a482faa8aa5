import { byCodeUnit } from '../../base/order.ts'
import type { HostFault } from '../scenario.ts'
import type { FaultList } from './faults.ts'
import type { FleetSpec } from './scenario-schema.ts'

const HOSTS_PER_RACK = 20

export type HostGroupSpec = NonNullable<FleetSpec['hostGroups']>[number]

/** A host of a group, and from when to when it is there. */
export interface GroupHost {
  readonly name: string
  readonly module: string
  readonly rack: string
  /** 0: from the start. */
  readonly arrivesUs: number
  /** Null: to the end. */
  readonly leavesUs: number | null
}

/**
 * Hosts of each group (by the group itself, as two may wrongly have one name), in the order in which they take turns
 * over its modules: those there from the start, then those that arrive. Each module numbers its hosts and racks through
 * its groups in the order of their names; what arrives is numbered by group, so that it moves no other name and comes
 * after the rest of its module.
 * The last of those there from the start leave first.
 */
export function groupHostsOf(groups: readonly HostGroupSpec[]): ReadonlyMap<HostGroupSpec, readonly GroupHost[]> {
  const hosts = new Map<HostGroupSpec, readonly GroupHost[]>()
  const counts = new Map<string, { hosts: number; racks: number }>()
  const sorted = [...groups].sort((a, b) => byCodeUnit(a.name, b.name))
  for (const [index, group] of sorted.entries()) {
    hosts.set(group, [...presentHosts(group, counts), ...arrivingHosts(group, index)])
  }
  return hosts
}

/** Modules of a group, in their order. */
export function modulesOf({ idc, modules, firstModule = 1 }: HostGroupSpec): readonly string[] {
  return Array.from({ length: modules }, (_, m) => `${idc}-m${padded(firstModule + m, 2)}`)
}

/** What of the groups is not there all the time, as losses of its hosts; what cannot be is noted. */
export function groupAbsences(
  groups: readonly HostGroupSpec[],
  durationUs: number,
  faults: FaultList,
): readonly HostFault[] {
  for (const [i, group] of groups.entries()) checkChanges(group, `spec.fleet.hostGroups[${i}]`, durationUs, faults)
  const hosts = [...groupHostsOf(groups).values()].flat()
  return hosts.flatMap(({ name: host, arrivesUs, leavesUs }): HostFault[] => [
    ...(arrivesUs > 0 ? [{ atUs: 0, host, downUs: arrivesUs }] : []),
    ...(leavesUs === null ? [] : [{ atUs: leavesUs, host, downUs: durationUs - leavesUs }]),
  ])
}

/** More cannot leave than there is, and nothing changes after the end. */
function checkChanges(group: HostGroupSpec, path: string, durationUs: number, faults: FaultList): void {
  for (const key of ['arrivals', 'departures'] as const) {
    for (const [i, { at }] of (group[key] ?? []).entries()) {
      if (at < durationUs) continue
      faults.add(`${path}.${key}[${i}].at`, 'a time after the end', 'a time before the scenario ends')
    }
  }
  const leaving = total(group.departures)
  if (leaving > group.count) faults.add(`${path}.departures`, `${leaving} hosts`, `at most the ${group.count} of count`)
}

/** Hosts of a group at any time. */
export function countOf({ count, arrivals }: HostGroupSpec): number {
  return count + total(arrivals)
}

function presentHosts(group: HostGroupSpec, counts: Map<string, { hosts: number; racks: number }>): GroupHost[] {
  const { count, hostsPerRack: perRack = HOSTS_PER_RACK } = group
  const modules = modulesOf(group)
  const before = modules.map((module) => counts.get(module) ?? { hosts: 0, racks: 0 })
  const leaves = (group.departures ?? []).flatMap(({ at, count: leaving }) => Array<number>(leaving).fill(at))
  for (const [m, module] of modules.entries()) {
    const inModule = Math.floor((count + modules.length - 1 - m) / modules.length)
    const { hosts, racks } = before[m]
    counts.set(module, { hosts: hosts + inModule, racks: racks + Math.ceil(inModule / perRack) })
  }
  return Array.from({ length: count }, (_, turn) => {
    const m = turn % modules.length
    const i = Math.floor(turn / modules.length)
    return {
      name: `${modules[m]}-h${padded(before[m].hosts + i + 1, 4)}`,
      module: modules[m],
      rack: `${modules[m]}-r${padded(before[m].racks + Math.floor(i / perRack) + 1, 2)}`,
      arrivesUs: 0,
      leavesUs: leaves[count - 1 - turn] ?? null,
    }
  })
}

function arrivingHosts(group: HostGroupSpec, index: number): GroupHost[] {
  const { count, arrivals = [], hostsPerRack: perRack = HOSTS_PER_RACK } = group
  const modules = modulesOf(group)
  const arrives = arrivals.flatMap(({ at, count: arriving }) => Array<number>(arriving).fill(at))
  return arrives.map((arrivesUs, turn) => {
    const m = (count + turn) % modules.length
    const i = Math.floor(turn / modules.length)
    const own = `${modules[m]}-x${padded(index + 1, 3)}`
    const [name, rack] = [`${own}-h${padded(i + 1, 4)}`, `${own}-r${padded(Math.floor(i / perRack) + 1, 2)}`]
    return { name, module: modules[m], rack, arrivesUs, leavesUs: null }
  })
}

function total(changes: HostGroupSpec['arrivals']): number {
  return (changes ?? []).reduce((sum, { count }) => sum + count, 0)
}

function padded(number: number, digits: number): string {
  return String(number).padStart(digits, '0')
}
