import { expect, test } from 'vitest'
import { startSimulation } from '../../simulator/simulate.ts'
import type { Scenario } from '../../src/model/scenario.ts'
import { bundled } from './run-scenario.ts'

const HOUR_US = 3_600_000_000

function idcsOf(scenario: Scenario): Set<string> {
  return new Set(scenario.fleet.hosts.map((host) => host.idc))
}

test('launch-day demo is what its page promises: hosts, IDCs, peak, and the others before the launch', {
  timeout: 120_000,
}, () => {
  const scenario = bundled('launch-day', 'demo')
  expect(scenario.fleet.hosts.length).toBeGreaterThanOrEqual(300)
  expect(idcsOf(scenario).size).toBeGreaterThanOrEqual(3)
  expect(scenario.games.length).toBe(21)
  const launch = scenario.games.find((game) => game.startUs > 0)
  const simulation = startSimulation(scenario, { seed: 1, profile: null })
  while (!simulation.done) simulation.advance(10_000)
  const column = (name: Parameters<typeof simulation.series.column>[0]): Float64Array => simulation.series.column(name)
  expect(Math.max(...column('podsPlaced'))).toBeGreaterThanOrEqual(5000)
  const before = column('atUs').findLastIndex((atUs) => atUs < (launch?.startUs ?? 0))
  const held = column('cpusRequested')[before] / column('cpusAllocatable')[before]
  expect(held).toBeGreaterThan(0.55)
  expect(held).toBeLessThan(0.65)
  const after = column('atUs').findIndex((atUs) => atUs >= (launch?.startUs ?? 0) + HOUR_US / 6)
  const rise = column('players')[after] - column('players')[before]
  expect(rise / (launch?.peakPlayers ?? 1)).toBeGreaterThan(0.55)
})

test('fleet-year bench is a year of 200 different games on 1,500 hosts of mixed hardware in 4 regions', {
  timeout: 120_000,
}, () => {
  const scenario = bundled('fleet-year', 'bench')
  expect(scenario.durationUs).toBe(365 * 24 * HOUR_US)
  expect(scenario.fleet.hosts.length).toBe(1500)
  expect(new Set(scenario.fleet.hosts.map((host) => host.region)).size).toBe(4)
  expect(new Set(scenario.fleet.hosts.map((host) => host.topology)).size).toBeGreaterThanOrEqual(10)
  expect(scenario.games.length).toBe(200)
  const curves = scenario.games.map(({ curve, peakPlayers, startUs }) =>
    JSON.stringify([curve.name, peakPlayers, startUs]),
  )
  expect(new Set(curves).size).toBe(200)
})
