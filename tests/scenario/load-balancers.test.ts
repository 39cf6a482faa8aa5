import { expect, test } from 'vitest'
import { startSimulation } from '../../simulator/simulate.ts'
import type { SeriesName } from '../../src/model/run.ts'
import type { Scenario } from '../../src/model/scenario.ts'
import { bundled, runScenario } from './run-scenario.ts'

const HOUR_US = 3_600_000_000
const MINUTE_US = 60_000_000
const MODULE_US = 44 * HOUR_US

const scenario = bundled('load-balancers', 'smoke')
const { summary, events, audit } = runScenario(scenario, { audited: true })

/** The highest of a series in the minutes after an instant. */
function highest(wanted: Scenario, name: SeriesName, fromUs: number, minutes: number): number {
  const simulation = startSimulation(wanted, { seed: 1, profile: null })
  while (!simulation.done) simulation.advance(10_000)
  const at = simulation.series.column('atUs')
  const values = [...simulation.series.column(name)]
  return Math.max(...values.filter((_, i) => at[i] > fromUs && at[i] <= fromUs + minutes * MINUTE_US))
}

test('no law is broken, and lost gates are dropped after three checks of two seconds', () => {
  expect(audit?.violations).toEqual([])
  const { podsDropped = 0, droppedUs, playersTurnedAway = 0 } = summary.balancers ?? {}
  expect(podsDropped).toBeGreaterThan(2)
  expect(droppedUs).toMatchObject({ p50: 6_000_000, max: 6_000_000 })
  expect(playersTurnedAway).toBeGreaterThan(0)
})

test('gates that scale in leave half an hour later, and most of their players by themselves', () => {
  const { playersDrained = 0, playersDrainedLate = 0, podsDrained = 0 } = summary.balancers ?? {}
  // Sessions of 50 minutes: three of five end in the 30 of a drain.
  expect(playersDrained / (playersDrained + playersDrainedLate)).toBeCloseTo(0.6, 2)
  const released = events.flatMap((event) => (event.kind === 'release' ? [event.pod] : []))
  const gone = released.filter((pod) => pod.includes('/gate-')).length
  const [rollout] = summary.rollouts ?? []
  expect(podsDrained).toBe(gone + (rollout?.podsUpdated ?? 0))
})

test('a game that ends keeps its gates and its world until the last session of the drain', () => {
  const ended = events.flatMap((event) => (event.kind === 'release' && event.cause === 'game-end' ? [event] : []))
  expect(ended.length).toBeGreaterThan(5)
  expect(new Set(ended.map(({ atUs }) => atUs))).toEqual(new Set([36 * HOUR_US + 30 * MINUTE_US]))
  expect(ended.every(({ pod }) => pod.startsWith('season/'))).toBe(true)
})

test('a new version drains as long as the load balancer does where it says nothing itself', () => {
  const [rollout] = summary.rollouts ?? []
  expect(scenario.rollouts?.[0]?.drainUs).toBe(30 * MINUTE_US)
  const cutOff = (drainUs: number): number => {
    const rollouts = (scenario.rollouts ?? []).map((each) => ({ ...each, drainUs }))
    return runScenario({ ...scenario, rollouts }).summary.rollouts?.[0]?.playersDisconnected ?? 0
  }
  expect(rollout?.playersDisconnected).toBeGreaterThan(0)
  expect(cutOff(0)).toBeGreaterThan(2 * (rollout?.playersDisconnected ?? Infinity))
})

test('after a module is lost its players come back as a wave, and the gates feel it', () => {
  const { reconnect: _, ...recovery } = scenario.recovery ?? {
    detectUs: { fromUs: 0, toUs: 0 },
    nameLagUs: { fromUs: 0, toUs: 0 },
  }
  const atOnce = { ...scenario, recovery }
  expect(highest(scenario, 'playersReturning', MODULE_US, 10)).toBeGreaterThan(1000)
  const slowed = (wanted: Scenario): number => highest(wanted, 'playersDegraded', MODULE_US, 10)
  expect(slowed(scenario)).toBeGreaterThan(2 * slowed(atOnce))
})
