import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createScheduler } from '../../simulator/lag/scheduler.ts'
import { createEngine } from '../../src/engine/engine.ts'
import type { Event } from '../../src/model/event.ts'
import type { Decision, Holding } from '../../src/model/holding.ts'
import type { CacheCheck, CacheModel, Scenario } from '../../src/model/scenario.ts'
import { runs } from '../property/seed.ts'
import { bundled, type Outcome, runScenario } from './run-scenario.ts'

const scenario = bundled('stale-cache', 'smoke')
const SECOND_US = 1_000_000

const models: fc.Arbitrary<Omit<CacheModel, 'check'>> = fc.record({
  lagUs: fc
    .tuple(fc.nat(3 * SECOND_US), fc.nat(20 * SECOND_US))
    .map(([fromUs, more]) => ({ fromUs, toUs: fromUs + more })),
  bindFailedPermille: fc.nat(300),
  lostPermille: fc.nat(500),
  relistUs: fc.integer({ min: SECOND_US, max: 60 * SECOND_US }),
  repeatedPermille: fc.nat(1000),
})

function under(check: CacheCheck, cache: Omit<CacheModel, 'check'>, seed: number): Outcome {
  const asked: Scenario = { ...scenario, cache: { ...cache, check } }
  return runScenario(asked, { seed, audited: check !== 'off' })
}

/** Decides the events of a run again, an instant at a time. */
function again({ events }: Outcome, check: CacheCheck): readonly Decision[] {
  const scheduler = createScheduler({ fleet: scenario.fleet, check, baseline: null, create: createEngine }, () => {})
  const decisions: Decision[] = []
  events.forEach((event, i) => {
    scheduler.observe(event)
    if (events[i + 1]?.atUs !== event.atUs) decisions.push(...scheduler.decide(event.atUs))
  })
  return decisions
}

/** Most pods at one time that were handed out one by one and are not seen yet. */
function mostUnseen({ events, decisions }: Outcome): number {
  const unseen = new Set<string>()
  let most = 0
  const steps: (readonly [number, number, Event | Decision])[] = [
    ...events.map((event) => [event.atUs, 0, event] as const),
    ...decisions.map((decision) => [decision.atUs, 1, decision] as const),
  ]
  for (const [atUs, , step] of steps.sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    const pod = 'seq' in step ? step.pod.name : 'pod' in step ? step.pod : ''
    if (step.kind === 'confirm' || step.kind === 'forget' || step.kind === 'release') unseen.delete(pod)
    else if (step.kind === 'place' && atUs > 0 && step.cause !== 'recover') unseen.add(pod)
    most = Math.max(most, unseen.size)
  }
  return most
}

test('whatever the cache does, neither check books anything twice, and a recording replays', () => {
  fc.assert(
    fc.property(models, fc.nat(1000), (cache, seed) => {
      const [assume, wait] = [under('assume', cache, seed), under('wait', cache, seed)]
      for (const outcome of [assume, wait]) {
        expect(outcome.summary.doubleBooked).toEqual({ places: 0, cpusMost: 0, vfsMost: 0, addressesMost: 0 })
        expect(outcome.audit?.violations).toEqual([])
        expect(again(outcome, 'assume')).toEqual(outcome.decisions)
      }
      expect(mostUnseen(wait)).toBe(1)
      expect(mostUnseen(assume)).toBeGreaterThan(5)
      expect(wait.summary.placeWaitUs.max).toBeGreaterThan(assume.summary.placeWaitUs.max ?? 0)
    }),
    runs(25),
  )
})

test('without a check the same is given out twice, and every pod still lives its life', () => {
  fc.assert(
    fc.property(models, fc.nat(1000), (cache, seed) => {
      const [off, assume] = [under('off', cache, seed), under('assume', cache, seed)]
      expect(off.summary.doubleBooked?.places).toBeGreaterThan(0)
      expect(again(off, 'off')).toEqual(off.decisions)
      expect(off.summary.podsMaxByGame).toEqual(assume.summary.podsMaxByGame)
      expect(off.counts.refuse).toBe(0)
    }),
    runs(25),
  )
})

test('without a check the next pod takes what the last one has, until the cache shows that one', () => {
  const scheduler = createScheduler(
    { fleet: scenario.fleet, check: 'off', baseline: null, create: createEngine },
    () => {},
  )
  const component = scenario.games[0].components[0]
  const words = { game: 'g', zone: 'z', component: component.name }
  const request = { ...component.request, spread: [], where: {} }
  scheduler.observe({ atUs: 1, kind: 'component', game: 'g', component: component.name, request })
  const holdingOf = (atUs: number, pod: string): Holding => {
    const { cpus, memoryMib } = request
    scheduler.observe({ atUs, kind: 'request', pod, ...words, cpus, memoryMib, cause: 'launch' })
    const [decision] = scheduler.decide(atUs)
    if (decision.kind !== 'place') throw new Error(`${pod} is not placed`)
    return decision.holding
  }
  const first = holdingOf(1, 'g/z/a')
  expect(holdingOf(2, 'g/z/b')).toEqual(first)
  scheduler.observe({ atUs: 3, kind: 'confirm', pod: 'g/z/a' })
  const third = holdingOf(3, 'g/z/c')
  expect(third.host === first.host && third.cpus.some((cpu) => first.cpus.includes(cpu))).toBe(false)
  // The second pod has what is the first one's in the cache: shown or not, it counts once the first is gone.
  scheduler.observe({ atUs: 4, kind: 'confirm', pod: 'g/z/b' })
  scheduler.observe({ atUs: 4, kind: 'release', pod: 'g/z/a', cause: 'scale-down' })
  scheduler.observe({ atUs: 4, kind: 'confirm', pod: 'g/z/c' })
  expect(scheduler.decide(4).map(({ kind, pod }) => [kind, pod.name])).toEqual([['release', 'g/z/a']])
  const fourth = holdingOf(5, 'g/z/d')
  expect(fourth.host === first.host && fourth.cpus.some((cpu) => first.cpus.includes(cpu))).toBe(false)
})

test('what the scenario shows: most places twice without a check, none with one, and what waiting costs', () => {
  const off = runScenario(scenario, { check: 'off' }).summary
  expect(off.doubleBooked?.places).toBeGreaterThan(20)
  const demo = bundled('stale-cache', 'demo')
  const [wait, assume] = (['wait', 'assume'] as const).map((check) => runScenario(demo, { check }).summary)
  expect([wait.doubleBooked?.places, assume.doubleBooked?.places]).toEqual([0, 0])
  expect(wait.placeWaitUs.p99).toBeGreaterThan(60 * SECOND_US)
  expect(assume.placeWaitUs.p99).toBe(0)
})
