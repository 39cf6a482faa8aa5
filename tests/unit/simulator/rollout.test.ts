import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RolloutSummary } from '../../../simulator/rollout/rollouts.ts'
import type { Rollout, RolloutStep } from '../../../src/model/rollout.ts'
import type { Scenario } from '../../../src/model/scenario.ts'
import { runScenario } from '../../scenario/run-scenario.ts'
import { busy } from './busy.ts'
import { component, fleet, game, scenario } from './make.ts'

const exactly = (us: number): { fromUs: number; toUs: number } => ({ fromUs: us, toUs: us })

function step(wishes: Partial<RolloutStep>): RolloutStep {
  const everywhere = { regions: [], idcs: [], podsMax: Number.MAX_SAFE_INTEGER, percent: 100, holdUs: 0 }
  return { name: 'all', ...everywhere, ...wishes }
}

function rollout(wishes: Partial<Rollout>): Rollout {
  return {
    name: 'v2',
    games: ['moba'],
    component: 'logic',
    atUs: 1000,
    change: 'image',
    mode: 'in-place',
    takesUs: exactly(20),
    drainUs: 0,
    atOnce: 1,
    failsPermille: 0,
    steps: [step({})],
    gate: {},
    ...wishes,
  }
}

/** One zone of 1000 players and four pods on four hosts, ready from 1 on; 5 to bind and 15 to start. */
function made(wishes: Partial<Rollout>, more: Partial<Scenario> = {}) {
  const games = [game({ startUs: -1, sessionUs: 100, components: [component({ cpus: 16, podsMin: 4 })] })]
  const delays = { bindUs: exactly(5), startUs: exactly(15) }
  const outcome = runScenario(scenario({ games, delays, rollouts: [rollout(wishes)], ...more }), { audited: true })
  expect(outcome.audit?.violations).toEqual([])
  const [summary] = outcome.summary.rollouts ?? []
  return { ...outcome, rolled: summary as RolloutSummary }
}

/** A host with room for one pod, which another game's takes as soon as the one there is given up. */
function starved(wishes: Partial<Rollout>) {
  const of = { cpus: 16, podsMin: 1 }
  const games = [
    game({ startUs: -1, components: [component(of)] }),
    game({ name: 'next', startUs: 500, components: [component(of)] }),
  ]
  return made({ mode: 'replace', ...wishes }, { games, fleet: fleet(1) }).rolled
}

const unservedUs = ({ summary }: ReturnType<typeof made>): number => Math.round(summary.playerHoursUnserved * 3.6e9)

describe('a rollout in place', () => {
  it('restarts so many pods at once where they are, and the engine decides nothing', () => {
    const outcome = made({ atOnce: 2 })
    expect(outcome.rolled).toMatchObject({ status: 'done', endUs: 1040, podsUpdated: 4, playersDisconnected: 1000 })
    expect(outcome.rolled.awayUs).toMatchObject({ count: 4, p50: 20, max: 20 })
    expect(outcome.decisions.map(({ kind }) => kind)).toEqual(['place', 'place', 'place', 'place'])
    // Four pods of 250 players, 20 each.
    expect(unservedUs(outcome)).toBe(20_000 + unservedUs(made({ atUs: 9_999_999 })))
  })

  it('goes step by step: canary, hold, then shares of what is left', () => {
    const steps = [
      step({ name: 'canary', podsMax: 1, holdUs: 100 }),
      step({ name: 'half', percent: 50, holdUs: 50 }),
      step({ name: 'rest' }),
    ]
    expect(made({ steps, atOnce: 9 }).rolled.steps).toEqual([
      { name: 'canary', fromUs: 1000, pods: 1, failures: 0, untilUs: 1020 },
      { name: 'half', fromUs: 1120, pods: 2, failures: 0, untilUs: 1140 },
      { name: 'rest', fromUs: 1190, pods: 1, failures: 0, untilUs: 1210 },
    ])
  })

  it('lets players leave while a pod drains', () => {
    // Sessions of 100: of 250 players on a pod that drains for 40, 150 are there when it stops.
    expect(made({ drainUs: 40 }).rolled).toMatchObject({ playersDisconnected: 600, endUs: 1240 })
    expect(made({ drainUs: 100 }).rolled).toMatchObject({ playersDisconnected: 0 })
  })

  it('updates only what is there when its step begins', () => {
    expect(made({ steps: [step({ regions: ['elsewhere'] })] }).rolled).toMatchObject({ status: 'done', podsUpdated: 0 })
    expect(made({ steps: [step({ idcs: ['i'] })] }).rolled.podsUpdated).toBe(4)
  })
})

describe('a rollout that replaces', () => {
  it('gives each pod up and asks for another in the same instant', () => {
    const outcome = made({ mode: 'replace', takesUs: exactly(7777) })
    expect(outcome.rolled).toMatchObject({ status: 'done', endUs: 1080, podsUpdated: 4 })
    const later = outcome.decisions.filter(({ atUs }) => atUs > 0)
    expect(later.map(({ atUs, kind, cause, pod }) => [atUs, kind, cause, pod.name])).toEqual(
      [0, 1, 2, 3].flatMap((i) => [
        [1000 + 20 * i, 'release', 'rollout', `moba/z1/logic-${i}`],
        [1000 + 20 * i, 'place', 'rollout', `moba/z1/logic-${i + 4}`],
      ]),
    )
  })
})

describe('a gate', () => {
  it('aborts at failures beyond its bound, and what was updated goes back', () => {
    const steps = [step({ name: 'canary', podsMax: 2, holdUs: 100 }), step({})]
    const { rolled } = made({ steps, failsPermille: 1000, gate: { failuresPermille: 499 } })
    // The first of two fails at 1020, is back with the version before at 1040, and nothing else is touched.
    expect(rolled).toMatchObject({ status: 'aborted', endUs: 1040, podsUpdated: 0, podsRolledBack: 0 })
    expect(rolled.steps).toEqual([{ name: 'canary', fromUs: 1000, pods: 2, failures: 1, untilUs: null }])
  })

  it('aborts at a pod that is away too long, and rolls it back', () => {
    const { rolled } = made({ takesUs: exactly(60), gate: { awayUsMax: 59 } })
    expect(rolled).toMatchObject({ status: 'aborted', endUs: 1120, podsUpdated: 0, podsRolledBack: 1 })
    expect(made({ takesUs: exactly(60), gate: { awayUsMax: 60 } }).rolled).toMatchObject({ status: 'done' })
  })

  it('aborts at a pod that finds no place, while it is away: it is not waited for', () => {
    const so = { podsUpdated: 0, podsRolledBack: 0, awayUs: { count: 1, max: 9000 } }
    expect(starved({ gate: { awayUsMax: 59 } })).toMatchObject({ status: 'aborted', endUs: 1060, ...so })
    expect(starved({})).toMatchObject({ status: 'under way', endUs: null, ...so })
  })

  it('that bounds nothing lets failed pods stay with the version before', () => {
    const { rolled } = made({ failsPermille: 1000 })
    expect(rolled).toMatchObject({ status: 'done', podsUpdated: 0, endUs: 1160, playersDisconnected: 1000 })
    expect(rolled.steps[0].failures).toBe(4)
  })
})

it('does not try a pod again that failed', () => {
  const { rolled } = made({ failsPermille: 1000, atOnce: 4, steps: [step({}), step({ name: 'again' })] })
  expect(rolled.steps.map(({ pods }) => pods)).toEqual([4, 0])
})

it('goes on when a pod ends that it waits for', () => {
  const ends = game({ startUs: -1, endUs: 1010, sessionUs: 100, components: [component({ cpus: 16, podsMin: 4 })] })
  expect(made({}, { games: [ends] }).rolled).toMatchObject({ status: 'done', endUs: 1010, podsUpdated: 0 })
})

it('goes its way in random worlds beside losses, games that grow, shrink and end', () => {
  const rollouts = fc.array(
    fc.record({
      atUs: fc.integer({ min: 1, max: 19_000 }),
      mode: fc.constantFrom('in-place' as const, 'replace' as const),
      component: fc.constantFrom('logic', 'db'),
      takesUs: fc.integer({ min: 1, max: 400 }).map(exactly),
      drainUs: fc.integer({ min: 0, max: 200 }),
      atOnce: fc.integer({ min: 1, max: 6 }),
      failsPermille: fc.constantFrom(0, 300),
      holdUs: fc.integer({ min: 0, max: 500 }),
      failuresPermille: fc.constantFrom(100, 1000),
    }),
    { minLength: 1, maxLength: 3 },
  )
  fc.assert(
    fc.property(rollouts, (drawn) => {
      const made = drawn.map(({ holdUs, failuresPermille, ...wishes }, i): Rollout => {
        const steps = [step({ podsMax: 2, holdUs }), step({ percent: 60, holdUs }), step({})]
        return rollout({ ...wishes, name: `r${i}`, games: ['new', 'old', 'world'], steps, gate: { failuresPermille } })
      })
      const { audit, summary, decisions } = runScenario({ ...busy, rollouts: made }, { audited: true })
      expect(audit?.violations).toEqual([])
      expect(summary.rollouts?.length).toBe(made.length)
      for (const { steps, podsUpdated, status, awayUs } of summary.rollouts ?? []) {
        const begun = steps.reduce((sum, { pods }) => sum + pods, 0)
        const failures = steps.reduce((sum, each) => sum + each.failures, 0)
        expect(podsUpdated + failures).toBeLessThanOrEqual(begun)
        if (status === 'aborted') expect(podsUpdated).toBe(0)
        expect(awayUs.count).toBeLessThanOrEqual(2 * begun)
      }
      const replaced = decisions.filter(({ cause }) => cause === 'rollout')
      if (made.every(({ mode }) => mode === 'in-place')) expect(replaced).toEqual([])
    }),
    { numRuns: 12, seed: 7 },
  )
})
