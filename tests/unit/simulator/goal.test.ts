import { describe, expect, it } from 'vitest'
import { goalBounds } from '../../../simulator/record/goal.ts'
import type { RunSummary } from '../../../simulator/record/summary.ts'
import { startSimulation } from '../../../simulator/simulate.ts'
import type { Scenario } from '../../../src/model/scenario.ts'
import { bundled } from '../../scenario/run-scenario.ts'
import { component, curve, fleet, game, scenario } from './make.ts'

const NONE = { count: 0, p50: null, p90: null, p99: null, max: null }
const summary = (wishes: Partial<RunSummary>) =>
  ({ playerHours: 2000, playerHoursRefused: 2, playerHoursDegraded: 50, readyWaitUs: NONE, ...wishes }) as RunSummary

it('keeps a bound that is just reached and breaks one by the next bit above it, each alone', () => {
  const goal = { refusedPermille: 1, degradedPermille: 24.9, readyWaitUsP99: 100, seedsPercent: 90 }
  expect(goalBounds(goal, summary({}), 101)).toEqual([
    { name: 'refusedPermille', atMost: 1, found: 1, isKept: true },
    { name: 'degradedPermille', atMost: 24.9, found: 25, isKept: false },
    { name: 'readyWaitUsP99', atMost: 100, found: 101, isKept: false },
  ])
})

it('has no bound that is not promised, and keeps one of which there is nothing to measure', () => {
  expect(goalBounds({ degradedPermille: 0, seedsPercent: 90 }, summary({ playerHours: 0 }), null)).toEqual([
    { name: 'degradedPermille', atMost: 0, found: null, isKept: true },
  ])
  expect(goalBounds({ readyWaitUsP99: 0, seedsPercent: 90 }, summary({}), null)[0]).toMatchObject({
    found: null,
    isKept: true,
  })
})

describe('a wait for pods that are not ready at the end', () => {
  const fixed = (us: number) => ({ fromUs: us, toUs: us })
  const delays = { bindUs: fixed(5), startUs: fixed(15) }
  const goal = { readyWaitUsP99: 120, seedsPercent: 100 }

  /** The bound of a run of 10,000 us under a goal of at most 120 us. */
  function bound(wishes: Partial<Scenario>) {
    const simulation = startSimulation(scenario({ delays, goal, ...wishes }), { seed: 1, profile: null })
    while (!simulation.done) simulation.advance(1000)
    return simulation.summary().goal?.[0]
  }
  const whole = (podsMin: number) => [component({ cpus: 16, podsMin })]

  it('counts one that is refused to the end, from when it was asked for', () => {
    expect(bound({ fleet: fleet(1), games: [game({ startUs: 400, components: whole(2) })] })).toMatchObject({
      found: 9600,
      isKept: false,
    })
    expect(bound({ fleet: fleet(2), games: [game({ startUs: 400, components: whole(2) })] })).toMatchObject({
      found: 20,
      isKept: true,
    })
  })

  it('counts one that lost its host from then on, and one that starts too long', () => {
    const games = [game({ components: whole(1) })]
    const hostFaults = [{ atUs: 4000, host: 'h000', downUs: 9000 }]
    expect(bound({ fleet: fleet(1), games, hostFaults })).toMatchObject({ found: 6000, isKept: false })
    expect(bound({ games, delays: { bindUs: fixed(5), startUs: fixed(99_000) } })).toMatchObject({ found: 10_000 })
  })

  it('counts none that nobody wants any more, and none that has waited less', () => {
    expect(bound({ fleet: fleet(1), games: [game({ endUs: 5000, components: whole(2) })] })).toMatchObject({
      found: 20,
      isKept: true,
    })
    const late = game({ name: 'late', startUs: 9900, curve: curve([1], 'hold'), components: whole(2) })
    expect(bound({ fleet: fleet(1), games: [late] })).toMatchObject({ found: 100, isKept: true })
  })

  it('counts one that should have run before and is refused until a host comes: it must start then', () => {
    const games = [game({ startUs: -1, components: whole(1) })]
    const hostFaults = [{ atUs: 0, host: 'h000', downUs: 5000 }]
    expect(bound({ fleet: fleet(1), games, hostFaults })).toMatchObject({ found: 5020, isKept: false })
    expect(bound({ fleet: fleet(1), games })).toMatchObject({ found: null, isKept: true })
  })

  it('is missed on a fleet that is gone from the start, where no pod is ever ready', () => {
    const { hostFaults: _, ...season } = bundled('next-season', 'smoke')
    const { hosts } = season.fleet
    const gone = hosts.map(({ name: host }) => ({ atUs: 0, host, downUs: 2 * season.durationUs }))
    const wanted = { ...season, goal: { readyWaitUsP99: 120_000_000, seedsPercent: 90 }, hostFaults: gone }
    expect(bound(wanted)).toMatchObject({ found: season.durationUs, isKept: false })
  })
})
