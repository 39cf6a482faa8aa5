import type { Levels } from '../../../simulator/planner/fleet-levels.ts'
import type { LossHost } from '../../../simulator/planner/loss-cases.ts'
import { byCodeUnit } from '../../base/order.ts'
import type { Fleet } from '../../model/fleet.ts'
import { groupHostsOf, type HostGroupSpec } from '../../model/parse/group-hosts.ts'
import { type BuyersGroup, monthlyCostOf } from './buyers-groups.ts'
import { groupsAt, type OrderedNow } from './level-settings.ts'

/** A host that is lost or paid for. */
export interface HostAt extends LossHost {
  readonly monthlyCost: number
}

/** What fleets are made of that a plan tries. */
export interface FleetParts {
  /** As it stands. */
  readonly fleet: Fleet
  /** In the order of the levels, both. */
  readonly groups: readonly BuyersGroup[]
  readonly specs: readonly HostGroupSpec[]
}

/** Every host that such a fleet has at any time, by name, without loading its scenario. ordered: as of `groupsAt`. */
export function hostsAt(
  { fleet, groups, specs }: FleetParts,
  levels: Levels,
  ordered: OrderedNow | null = null,
): readonly HostAt[] {
  const listed = listedHosts(fleet, specs)
  const at = groupsAt(specs, levels, ordered)
  const members = groupHostsOf(at)
  const grouped = at.flatMap((spec, g) => {
    const { idc, topology, host: allocatable, monthlyCost } = groups[g]
    return (members.get(spec) ?? []).map((host) => ({ ...host, idc, topology, allocatable, monthlyCost }))
  })
  const single = listed.map((host) => ({ ...host, monthlyCost: monthlyCostOf(host.allocatable.cpus) }))
  return [...single, ...grouped].sort((a, b) => byCodeUnit(a.name, b.name))
}

/** Hosts of a fleet that no group has. */
export function listedHosts({ hosts }: Fleet, specs: readonly HostGroupSpec[]): Fleet['hosts'] {
  const own = new Set([...groupHostsOf(specs).values()].flatMap((members) => members.map(({ name }) => name)))
  return hosts.filter(({ name }) => !own.has(name))
}
