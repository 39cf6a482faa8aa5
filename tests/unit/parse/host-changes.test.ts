import { expect, it } from 'vitest'
import { hostFaultsOf } from '../../../simulator/fault/host-faults.ts'
import { US_PER_DAY } from '../../../src/base/units.ts'
import { loadScenario } from '../../../src/cli/scenario-source.ts'
import type { Setting } from '../../../src/model/parse/settings.ts'
import type { Scenario } from '../../../src/model/scenario.ts'

const PATH = 'scenarios/next-season.yaml'

function scenarioWith(...settings: readonly (readonly [path: string, value: string])[]): Scenario {
  const made: Setting[] = settings.map(([path, value]) => ({ path, value }))
  const loaded = loadScenario(PATH, 'smoke', [], made)
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults))
  return loaded.value
}

const group = (name: string, key: string) => `fleet.hostGroups.${name}.${key}`

it('adds hosts that arrive without moving a name, and keeps them away until then', () => {
  const before = scenarioWith()
  const after = scenarioWith([group('south-quartz', 'arrivals'), '[{at: 0d, count: 1}, {at: 3d, count: 2}]'])
  const names = before.fleet.hosts.map(({ name }) => name)
  const added = after.fleet.hosts.filter(({ name }) => !names.includes(name))
  expect(after.fleet.hosts.filter(({ name }) => names.includes(name))).toEqual(before.fleet.hosts)
  expect(added.map(({ name, module, rack }) => [name, module, rack])).toEqual([
    ['sz-a-m01-x002-h0001', 'sz-a-m01', 'sz-a-m01-x002-r01'],
    ['sz-a-m01-x002-h0002', 'sz-a-m01', 'sz-a-m01-x002-r01'],
    ['sz-a-m01-x002-h0003', 'sz-a-m01', 'sz-a-m01-x002-r01'],
  ])
  const quartz = before.fleet.hosts.find(({ topology }) => topology === 'cts1-quartz-smt1')
  expect(added[0]).toMatchObject({ allocatable: quartz?.allocatable, nics: quartz?.nics })
  expect(after.hostFaults).toEqual([
    { atUs: 0, host: 'sz-a-m01-x002-h0002', downUs: 3 * US_PER_DAY },
    { atUs: 0, host: 'sz-a-m01-x002-h0003', downUs: 3 * US_PER_DAY },
  ])
  const own = (scenario: Scenario) => hostFaultsOf(scenario, 7).filter(({ host }) => names.includes(host))
  expect(own(after)).toEqual(own(before))
})

it('takes hosts that leave from the end of the group, for good, and no other', () => {
  const before = scenarioWith()
  const after = scenarioWith([group('south-tioga', 'departures'), '[{at: 0d, count: 1}, {at: 4d, count: 1}]'])
  expect(after.fleet).toEqual(before.fleet)
  const { durationUs } = after
  expect(after.hostFaults).toEqual([
    { atUs: 0, host: 'sz-a-m01-h0009', downUs: durationUs },
    { atUs: 4 * US_PER_DAY, host: 'sz-a-m01-h0008', downUs: durationUs - 4 * US_PER_DAY },
  ])
})

it('deals what arrives over the modules after those that are there', () => {
  const arrivals = group('east-rome', 'arrivals')
  const after = scenarioWith([group('east-rome', 'modules'), '4'], [arrivals, '[{at: 1d, count: 3}]'])
  const added = after.fleet.hosts.filter(({ name }) => name.includes('-x'))
  expect(added.map(({ module }) => module)).toEqual(['sh-a-m01', 'sh-a-m03', 'sh-a-m04'])
})

it('refuses changes that cannot be, each where it stands', () => {
  const settings = [
    { path: group('east-rome', 'departures'), value: '[{at: 1d, count: 7}]' },
    { path: group('east-rome', 'arrivals'), value: '[{at: 10d, count: 7}]' },
  ]
  const loaded = loadScenario(PATH, 'smoke', [], settings)
  expect(loaded.ok ? [] : loaded.faults).toEqual([
    {
      path: 'spec.fleet.hostGroups[2].arrivals[0].at',
      found: 'a time after the end',
      expected: 'a time before the scenario ends',
    },
    { path: 'spec.fleet.hostGroups[2].departures', found: '7 hosts', expected: 'at most the 6 of count' },
  ])
})

it('reads losses to survive, none of them as none', () => {
  expect(scenarioWith().goal?.lossesToSurvive).toEqual({ domain: 'host', count: 1, downUs: US_PER_DAY })
  expect(scenarioWith(['goal.lossesToSurvive.count', '0']).goal).not.toHaveProperty('lossesToSurvive')
})
