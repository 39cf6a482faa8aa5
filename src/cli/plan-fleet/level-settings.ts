import type { Levels } from '../../../simulator/planner/fleet-levels.ts'
import { MONTH_US, monthsOf } from '../../../simulator/record/months.ts'
import { ascending } from '../../base/order.ts'
import { US_PER_DAY, US_PER_SECOND } from '../../base/units.ts'
import type { HostGroupSpec } from '../../model/parse/group-hosts.ts'
import type { Setting } from '../../model/parse/settings.ts'

interface Change {
  readonly month: number
  /** Below 0: hosts leave. */
  readonly by: number
}

/** How the hosts of a group change; none where they stay. hosts: by month. */
export function changesOf(present: number, hosts: readonly number[]): readonly Change[] {
  return hosts.flatMap((count, month) => {
    const by = count - (month === 0 ? present : hosts[month - 1])
    return by === 0 ? [] : [{ month, by }]
  })
}

/** When hosts may come or go in any fleet that a plan tries of these groups, ascending, 0 first. */
export function changeInstants(
  groups: readonly HostGroupSpec[],
  { leadTimesUs, durationUs }: OrderedNow,
): readonly number[] {
  const given = groups.flatMap(({ arrivals = [], departures = [] }) => [...arrivals, ...departures].map(({ at }) => at))
  const months = Array.from({ length: monthsOf(durationUs) }, (_, month) => month * MONTH_US)
  const all = new Set([...months, ...given, ...leadTimesUs].filter((atUs) => atUs < durationUs))
  return [...all].sort(ascending)
}

/** Until when hosts that are ordered as a scenario begins are there, by group, and when it ends. */
export interface OrderedNow {
  readonly leadTimesUs: readonly number[]
  readonly durationUs: number
}

/** When a host comes that is wanted in a month and ordered as the scenario begins; null: not before it ends. */
export function comesUs(month: number, group: number, { leadTimesUs, durationUs }: OrderedNow): number | null {
  const atUs = Math.max(month * MONTH_US, leadTimesUs[group])
  return atUs < durationUs ? atUs : null
}

/**
 * The groups of a fleet: hosts that are added come after those that the scenario says will arrive.
 *
 * groups   of the scenario's file, in the order of the levels; each adds hosts or frees some, not both
 * ordered  hosts that would have to be ordered before come when they can; left out: all come in their month
 */
export function groupsAt(
  groups: readonly HostGroupSpec[],
  levels: Levels,
  ordered: OrderedNow | null = null,
): readonly HostGroupSpec[] {
  return groups.map((group, g) => {
    const changes = changesOf(group.count, levels[g])
    const arriving = changes.flatMap(({ month, by }) => {
      const at = ordered === null ? month * MONTH_US : comesUs(month, g, ordered)
      return by > 0 && at !== null ? [{ at, count: by }] : []
    })
    const leaving = changes.filter(({ by }) => by < 0).map(({ month, by }) => ({ at: month * MONTH_US, count: -by }))
    return {
      ...group,
      ...(arriving.length === 0 ? {} : { arrivals: [...(group.arrivals ?? []), ...arriving] }),
      ...(leaving.length === 0 ? {} : { departures: [...(group.departures ?? []), ...leaving] }),
    }
  })
}

/** A fleet as settings of its scenario, as `groupsAt`. */
export function settingsOf(
  groups: readonly HostGroupSpec[],
  levels: Levels,
  ordered: OrderedNow | null = null,
): readonly Setting[] {
  const settings = groupsAt(groups, levels, ordered).map((group, g) =>
    (['arrivals', 'departures'] as const).flatMap((key): Setting[] => {
      const changes = group[key]
      if (changes === undefined || changes === groups[g][key]) return []
      return [{ path: `fleet.hostGroups.${group.name}.${key}`, value: listText(changes) }]
    }),
  )
  return settings.flat()
}

/** A length of time as a scenario writes it. */
export function durationText(us: number): string {
  if (us % US_PER_DAY === 0) return `${us / US_PER_DAY}d`
  return us % US_PER_SECOND === 0 ? `${us / US_PER_SECOND}s` : `${us}us`
}

function listText(changes: NonNullable<HostGroupSpec['arrivals']>): string {
  return `[${changes.map(({ at, count }) => `{at: ${durationText(at)}, count: ${count}}`).join(', ')}]`
}
