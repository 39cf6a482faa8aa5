import { expect, test } from 'vitest'
import { commandLine } from '../../../../src/base/command-line.ts'
import { US_PER_DAY, US_PER_HOUR } from '../../../../src/base/units.ts'
import type { Host } from '../../../../src/model/fleet.ts'
import type { FleetPlanSpec, FleetWitness, GoalShortfall } from '../../../../src/model/fleet-plan.ts'
import { hostCounts } from '../../../../src/workbench/plan/map/host-counts.ts'
import { playFromUs, witnessRun } from '../../../../src/workbench/planner/buying/witness-run.ts'
import { runAddressOf } from '../../../../src/workbench/planner/run-address.ts'

test('the run of a miss is played from shortly before the goal is hurt, that of a witness from its beginning', () => {
  const never = { fromUs: null, missedUs: null, worstUs: null } as GoalShortfall
  expect(playFromUs(never)).toBe(null)
  expect(playFromUs({ ...never, worstUs: 1, fromUs: US_PER_HOUR / 2 })).toBe(0)
  const run = { scenario: 'next-season', size: 'demo', profile: null, seed: 3 } as const
  const fromUs = playFromUs({ ...never, missedUs: 10 * US_PER_DAY })
  expect(runAddressOf(run, fromUs)).toBe('/?scenario=next-season&seed=3&t=860400&follow=play')
  expect(runAddressOf(run)).toBe('/?scenario=next-season&seed=3')
})

test('the map counts the hosts that are there at the instant shown', () => {
  const hosts = [10, 20, 1000].map((cpus) => ({ allocatable: { cpus } as Host['allocatable'] }))
  expect(hostCounts(hosts, null)).toBe('3 hosts · 1,030 Cpus allocatable')
  expect(hostCounts(hosts, Uint8Array.of(0, 0, 0))).toBe('3 hosts · 1,030 Cpus allocatable')
  expect(hostCounts(hosts, Uint8Array.of(0, 0, 1))).toBe('2 of 3 hosts up · 30 Cpus allocatable')
})

test.each([
  ['next-season', 'next-season'],
  // Its name is that of the bundled scenario that it is a copy of, and its figures are others.
  ['my season.yaml', 'file:my season.yaml'],
  ['plans/spring.yaml', 'file:spring.yaml'],
])('a run of %s is played as %s, with its settings to the letter', (word, scenario) => {
  const settings = [
    { path: 'games.platform.curves', value: "['evergreen-weekend']" },
    { path: 'fleet.hostGroups.east-rome.arrivals', value: '[{at: 30d, count: 2}]' },
    { path: 'profiles.a.b', value: 'x=y' },
  ]
  const sets = settings.flatMap(({ path, value }) => ['--set', `${path}=${value}`])
  const command = commandLine(['berth', 'replay', word, '--size', 'smoke', '--seed', 2, ...sets])
  const spec = { scenario: 'next-season', size: 'smoke', profile: null } as FleetPlanSpec
  const run = witnessRun(spec, { command, seed: 2 } as FleetWitness)
  expect(run).toEqual({ scenario, size: 'smoke', profile: null, seed: 2, settings })
})
