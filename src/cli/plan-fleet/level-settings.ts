import type { Levels } from '../../../simulator/planner/fleet-levels.ts'
import { MONTH_US } from '../../../simulator/record/months.ts'
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
 * A fleet as settings of its scenario. Hosts that are added come after those that the scenario says will arrive.
 *
 * groups   of the scenario's file, in the order of the levels; each adds hosts or frees some, not both
 * ordered  hosts that would have to be ordered before come when they can; left out: all come in their month
 */
export function settingsOf(
  groups: readonly HostGroupSpec[],
  levels: Levels,
  ordered: OrderedNow | null = null,
): readonly Setting[] {
  return groups.flatMap(({ name, count, arrivals = [], departures = [] }, g): Setting[] => {
    const changes = changesOf(count, levels[g])
    const path = (key: string): string => `fleet.hostGroups.${name}.${key}`
    const arriving = changes.flatMap(({ month, by }) => {
      const atUs = ordered === null ? month * MONTH_US : comesUs(month, g, ordered)
      return by > 0 && atUs !== null ? [{ at: durationText(atUs), count: by }] : []
    })
    const leaving = changes.filter(({ by }) => by < 0).map(({ month, by }) => ({ at: monthText(month), count: -by }))
    const before = (list: typeof arrivals) => list.map(({ at, count: many }) => ({ at: durationText(at), count: many }))
    return [
      ...(arriving.length === 0
        ? []
        : [{ path: path('arrivals'), value: listText([...before(arrivals), ...arriving]) }]),
      ...(leaving.length === 0
        ? []
        : [{ path: path('departures'), value: listText([...before(departures), ...leaving]) }]),
    ]
  })
}

/** A length of time as a scenario writes it. */
export function durationText(us: number): string {
  if (us % US_PER_DAY === 0) return `${us / US_PER_DAY}d`
  return us % US_PER_SECOND === 0 ? `${us / US_PER_SECOND}s` : `${us}us`
}

function monthText(month: number): string {
  return durationText(month * MONTH_US)
}

function listText(changes: readonly { readonly at: string; readonly count: number }[]): string {
  return `[${changes.map(({ at, count }) => `{at: ${at}, count: ${count}}`).join(', ')}]`
}
