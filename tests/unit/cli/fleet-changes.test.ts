import { describe, expect, it } from 'vitest'
import { MONTH_US } from '../../../simulator/record/months.ts'
import { US_PER_DAY } from '../../../src/base/units.ts'
import { fleetChanges } from '../../../src/cli/plan-fleet/fleet-changes.ts'
import { countOf, groupHostsOf, type HostGroupSpec, modulesOf } from '../../../src/model/parse/group-hosts.ts'

const GROUP: HostGroupSpec = {
  name: 'east',
  topology: 'epyc',
  region: 'east',
  idc: 'sh',
  count: 7,
  modules: 3,
}

const buyer = (group: HostGroupSpec, leadDays = 45) => ({
  name: group.name,
  present: group.count,
  turns: {
    first: countOf(group),
    last: group.count - 1 - (group.departures ?? []).reduce((sum, { count }) => sum + count, 0),
  },
  modules: modulesOf(group),
  monthlyCost: 900,
  leadTimeUs: leadDays * US_PER_DAY,
})
const counted = (names: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

describe('what a plan changes', () => {
  it('is ordered its lead time before it is there, also when that is before the scenario begins', () => {
    const changes = fleetChanges([buyer(GROUP)], [[7, 8, 8, 13]], 4 * MONTH_US)
    expect(
      changes.map(({ kind, month, count, orderByUs }) => [kind, month, count, (orderByUs ?? 0) / US_PER_DAY]),
    ).toEqual([
      ['add', 1, 1, 30 - 45],
      ['add', 3, 5, 90 - 45],
    ])
    expect(fleetChanges([buyer(GROUP)], [[6, 6, 5]], 3 * MONTH_US).map(({ orderByUs }) => orderByUs)).toEqual([
      null,
      null,
    ])
  })

  it('costs until the scenario ends, and saves as long', () => {
    const costs = (hosts: readonly number[], days: number) =>
      fleetChanges([buyer(GROUP)], [hosts], days * US_PER_DAY).map(({ cost }) => cost)
    expect(costs([7, 9, 9], 75)).toEqual([(2 * 900 * 45) / 30])
    expect(costs([6, 6, 4], 90)).toEqual([-900 * 3, -2 * 900])
  })

  it.each([0, 1, 2])(
    'is in the modules where the scenario puts those hosts, also after %i that come or go anyway',
    (own) => {
      const anyway = own === 0 ? [] : [{ at: 5, count: own }]
      const grown = { ...GROUP, arrivals: anyway }
      const all =
        groupHostsOf([{ ...grown, arrivals: [...anyway, { at: MONTH_US, count: 4 }] }])
          .values()
          .next().value ?? []
      const bought = all.filter(({ arrivesUs }) => arrivesUs === MONTH_US).map(({ module }) => module)
      const [add] = fleetChanges([buyer(grown)], [[7, 11]], 2 * MONTH_US)
      expect(add.byModule).toEqual(counted(bought))
      const shrunk = { ...GROUP, departures: anyway }
      const left =
        groupHostsOf([{ ...shrunk, departures: [...anyway, { at: MONTH_US, count: 4 }] }])
          .values()
          .next().value ?? []
      const freed = left.filter(({ leavesUs }) => leavesUs === MONTH_US).map(({ module }) => module)
      const [free] = fleetChanges([buyer(shrunk)], [[7, 3]], 2 * MONTH_US)
      expect(free.byModule).toEqual(counted(freed))
    },
  )
})
