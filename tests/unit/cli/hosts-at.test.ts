import { describe, expect, it } from 'vitest'
import type { LossHost } from '../../../simulator/planner/loss-cases.ts'
import { buyersGroupsOf } from '../../../src/cli/plan-fleet/buyers-groups.ts'
import { fleetLossesOf } from '../../../src/cli/plan-fleet/fleet-losses.ts'
import { hostsAt } from '../../../src/cli/plan-fleet/hosts-at.ts'
import { groupsAt, settingsOf } from '../../../src/cli/plan-fleet/level-settings.ts'
import { loadPlanned } from '../../../src/cli/plan-fleet/load-planned.ts'
import { FaultList } from '../../../src/model/parse/faults.ts'
import { groupAbsences } from '../../../src/model/parse/group-hosts.ts'
import type { Setting } from '../../../src/model/parse/settings.ts'

const PATH = 'scenarios/next-season.yaml'
/** Hosts that come and go anyway. */
const OWN: readonly Setting[] = [
  { path: 'fleet.hostGroups.south-tioga.arrivals', value: '[{at: 40d, count: 3}]' },
  { path: 'fleet.hostGroups.south-quartz.departures', value: '[{at: 50d, count: 2}]' },
]

function load(settings: readonly Setting[]) {
  const loaded = loadPlanned(PATH, 'demo', [], settings)
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults))
  return loaded.value
}

function parts() {
  const { scenario, groups: specs } = load(OWN)
  return { fleet: scenario.fleet, specs, groups: buyersGroupsOf(scenario.fleet, specs) }
}

/** Four months of south-tioga, south-quartz and east-rome. */
const PRESENT = [24, 20, 32].map((count) => [count, count, count, count])
const LEVELS = [
  [24, 27, 27, 31],
  [20, 18, 18, 15],
  [33, 33, 40, 90],
]

describe('hosts of a fleet that a plan tries', () => {
  it.each([{ levels: PRESENT }, { levels: LEVELS }])('are those of its scenario once it is loaded', ({ levels }) => {
    const of = parts()
    const { scenario } = load([...OWN, ...settingsOf(of.specs, levels)])
    const told = hostsAt(of, levels)
    const placeOf = ({ name, idc, module, rack, topology, allocatable: { cpus } }: LossHost) =>
      [name, idc, module, rack, topology, cpus].join(' ')
    expect(told.map(placeOf)).toEqual(scenario.fleet.hosts.map(placeOf))
    // Not there: as losses of its scenario have it.
    const gone = told.flatMap(({ name: host, arrivesUs = 0, leavesUs = null }) => [
      ...(arrivesUs > 0 ? [{ atUs: 0, host, downUs: arrivesUs }] : []),
      ...(leavesUs === null ? [] : [{ atUs: leavesUs, host, downUs: scenario.durationUs - leavesUs }]),
    ])
    const byHost = (a: { host: string }, b: { host: string }) => (a.host < b.host ? -1 : 1)
    const absences = groupAbsences(groupsAt(of.specs, levels), scenario.durationUs, new FaultList())
    expect(gone).toEqual([...absences].sort(byHost))
  })

  it('are lost with the modules, racks and kinds of what is bought, and of what was freed from the start not', () => {
    const of = parts()
    const casesOf = (domain: 'module' | 'rack' | 'host', levels: typeof LEVELS) =>
      fleetLossesOf(of, { domain, count: 1, downUs: 1 }, [0])(levels)
    expect(casesOf('module', LEVELS).cases).toHaveLength(4)
    const racks = casesOf('rack', PRESENT).cases.length
    // Three modules' worth of racks of their own: south-tioga's in both, east-rome's two in each.
    expect(casesOf('rack', LEVELS).cases.length).toBe(racks + 4)
    // Two of south-quartz are left until they go as well: they stand for their kind.
    const freed = [PRESENT[0], [2, 2, 2, 2], PRESENT[2]]
    expect(casesOf('host', freed).cases).toHaveLength(casesOf('host', PRESENT).cases.length)
    const gone = casesOf('host', PRESENT).cases.filter((loss) => !casesOf('host', freed).isFelt(loss))
    expect(gone).toHaveLength(2)
  })
})
