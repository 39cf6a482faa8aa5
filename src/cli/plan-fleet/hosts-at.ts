import type { Levels } from '../../../simulator/planner/fleet-levels.ts'
import type { LossHost } from '../../../simulator/planner/loss-cases.ts'
import { byCodeUnit } from '../../base/order.ts'
import type { Fleet } from '../../model/fleet.ts'
import { groupHostsOf, type HostGroupSpec } from '../../model/parse/group-hosts.ts'
import type { BuyersGroup } from './buyers-groups.ts'
import { groupsAt, type OrderedNow } from './level-settings.ts'

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
): readonly LossHost[] {
  const own = new Set([...groupHostsOf(specs).values()].flatMap((hosts) => hosts.map(({ name }) => name)))
  const listed = fleet.hosts.filter(({ name }) => !own.has(name))
  const at = groupsAt(specs, levels, ordered)
  const members = groupHostsOf(at)
  const grouped = at.flatMap((spec, g) => {
    const { idc, topology, host: allocatable } = groups[g]
    return (members.get(spec) ?? []).map((host) => ({ ...host, idc, topology, allocatable }))
  })
  return [...listed, ...grouped].sort((a, b) => byCodeUnit(a.name, b.name))
}
