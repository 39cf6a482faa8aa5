import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { startSimulation } from '../../../simulator/simulate.ts'
import { calendarAhead } from '../../../simulator/workload/scaling/by-calendar.ts'
import { HighestWithin } from '../../../simulator/workload/scaling/highest-within.ts'
import { podsWished } from '../../../simulator/workload/scaling/horizontal.ts'
import { type SizeWish, sizeFor, withBuffer } from '../../../simulator/workload/scaling/size-for.ts'
import { cpusWished } from '../../../simulator/workload/scaling/triggers.ts'
import { US_PER_DAY, US_PER_HOUR } from '../../../src/base/units.ts'
import type { HorizontalScaling, ScalingTrigger } from '../../../src/model/scaling.ts'
import type { VerticalScaling } from '../../../src/model/scenario.ts'
import { component, curve, game, scenario } from './make.ts'

const scaling: VerticalScaling = {
  cpusMin: 2,
  cpusMax: 16,
  targetPermille: 700,
  growAbovePermille: 850,
  shrinkBelowPermille: 400,
  cooldownUs: 0,
  timers: [
    { atUs: 6 * US_PER_HOUR, cpus: 4 },
    { atUs: 20 * US_PER_HOUR, cpus: 12 },
  ],
}

/** A pod of 8 Cpus that shows 4,000 milli-Cpus and has 100 players of 40 milli-Cpus each, at noon. */
function wish(by: readonly ScalingTrigger[], more: Partial<SizeWish> = {}): SizeWish {
  const load = { cpuMilliPerPlayer: 40 }
  const now = { nowUs: 12 * US_PER_HOUR, held: 8, loadMilli: 4000, expected: 100, ahead: 1, mayShrink: true }
  return { ...now, component: component({ load }), scaling: { ...scaling, by }, ...more }
}

describe('a trigger of vertical scaling', () => {
  it.each<[ScalingTrigger, string, Partial<SizeWish>, number]>([
    ['reading', 'keeps the size between the bounds', {}, 8],
    ['reading', 'grows by the load shown', { loadMilli: 7000 }, 10],
    ['reading', 'shrinks by the load shown', { loadMilli: 2000 }, 3],
    ['reading', 'waits for the cool-down', { loadMilli: 2000, mayShrink: false }, 8],
    ['players', 'grows by players, whatever the load', { loadMilli: 0, expected: 200 }, 12],
    ['players', 'does not follow a load that players do not explain', { loadMilli: 16_000 }, 8],
    ['players', 'shrinks when few would play', { expected: 20 }, 2],
    ['players', 'waits for the cool-down', { expected: 20, mayShrink: false }, 8],
    ['calendar', 'grows before what is planned', { ahead: 2 }, 12],
    ['calendar', 'grows by the load where nothing is', { loadMilli: 7000 }, 10],
    ['calendar', 'does not shrink before what is planned', { loadMilli: 2000, ahead: 2 }, 8],
    ['timer', 'takes the last of the day', {}, 4],
    ['timer', 'takes the evening', { nowUs: 3 * US_PER_DAY + 20 * US_PER_HOUR }, 12],
    ['timer', 'has the evening last into the morning', { nowUs: 3 * US_PER_DAY + US_PER_HOUR }, 12],
    ['timer', 'waits for the cool-down', { mayShrink: false }, 8],
  ])('by %s %s', (trigger, _, more, cpus) => {
    expect(cpusWished(wish([trigger], more))).toBe(cpus)
  })

  it('among others gets what it wants when it wants most, and all must agree to shrink', () => {
    expect(cpusWished(wish(['reading', 'timer'], { loadMilli: 7000 }))).toBe(10)
    expect(cpusWished(wish(['reading', 'timer']))).toBe(8)
    expect(cpusWished(wish(['reading', 'timer'], { loadMilli: 2000 }))).toBe(4)
  })

  it('is the reading where nothing is said', () => {
    const { by: _, ...unsaid } = { ...scaling, by: undefined }
    expect(cpusWished({ ...wish([], { loadMilli: 7000 }), scaling: unsaid })).toBe(10)
  })
})

describe('a buffer', () => {
  it.each([
    // needed absolute permille
    [10, 3, 200, 13],
    [10, 1, 200, 12],
    [10, 0, 101, 12], // shares round up
    [0, 2, 500, 2],
    [10, 0, 0, 10],
  ])('on %d of %d or %d thousandths comes to %d', (needed, absolute, permille, wanted) => {
    expect(withBuffer(needed, absolute, permille)).toBe(wanted)
  })

  it('stays within the bounds of the size', () => {
    expect(sizeFor({ ...scaling, buffer: { cpus: 2, permille: 0 } }, 2800)).toBe(6)
    expect(sizeFor({ ...scaling, buffer: { cpus: 99, permille: 0 } }, 2800)).toBe(16)
  })
})

describe('the calendar ahead', () => {
  const event = { name: 'e', atUs: 1000, everyUs: null, lastsUs: 1000, rampUs: 0, factor: 3 }
  const calendar = { events: [event], seasons: [], patches: [] }

  it.each([
    // nowUs leadUs
    [0, 900, 1],
    [0, 1000, 3],
    [900, 800, 3],
    [1500, 800, 1], // on already
    [3000, 800, 1],
  ])('at %d for %d us has the factor %d', (nowUs, leadUs, factor) => {
    expect(calendarAhead(calendar, nowUs, leadUs)).toBe(factor)
  })

  it('of nothing planned, or of no time, is 1', () => {
    expect(calendarAhead(null, 0, 1000)).toBe(1)
    expect(calendarAhead(calendar, 999, 0)).toBe(1)
  })
})

describe('a stateless tier', () => {
  const tier = component({ cpus: 2, podsMin: 2, playersPerPod: 100 })
  const out: HorizontalScaling = { podsMax: 20, by: ['reading'], targetPermille: 500, cooldownUs: 0 }
  const reading = { pods: 4, loadMilli: 4000, expected: 0 }

  it.each<[string, Partial<HorizontalScaling>, Partial<typeof reading>, number]>([
    ['keeps its pods at the target', {}, {}, 4],
    ['keeps its pods within a tenth of it', {}, { loadMilli: 4400 }, 4],
    ['grows beyond that', {}, { loadMilli: 4401 }, 5],
    ['shrinks below that', {}, { loadMilli: 2900 }, 3],
    ['keeps podsMin', {}, { loadMilli: 0 }, 2],
    ['ends at podsMax', {}, { loadMilli: 99_000 }, 20],
    ['goes by players', { by: ['players'] }, { expected: 701 }, 8],
    ['takes the larger wish', { by: ['reading', 'players'] }, { expected: 701 }, 8],
    ['adds a buffer', { buffer: { pods: 2, permille: 100 } }, { loadMilli: 8000 }, 10],
    ['adds a share', { buffer: { pods: 0, permille: 500 } }, { loadMilli: 8000 }, 12],
    ['keeps pods and buffer at the target', { buffer: { pods: 2, permille: 0 } }, { pods: 6, loadMilli: 4000 }, 6],
  ])('%s', (_, wishes, now, pods) => {
    expect(podsWished(tier, { ...out, ...wishes }, { ...reading, ...now })).toBe(pods)
  })

  it('settles: what it wants once is what it wants again at the same load', () => {
    fc.assert(
      fc.property(fc.nat(60_000), fc.nat(20), fc.nat(5), fc.nat(900), (loadMilli, pods, absolute, permille) => {
        const wishes = { ...out, podsMax: 500, buffer: { pods: absolute, permille } }
        const once = podsWished(tier, wishes, { pods, loadMilli, expected: 0 })
        const again = podsWished(tier, wishes, { pods: once, loadMilli, expected: 0 })
        expect(podsWished(tier, wishes, { pods: again, loadMilli, expected: 0 })).toBe(again)
        expect(Math.abs(again - once)).toBeLessThanOrEqual(1)
      }),
    )
  })
})

describe('a run of a stateless tier', () => {
  const releases = (cooldownUs: number): number => {
    const tier = component({ cpus: 1, memoryMib: 512, podsMin: 1, playersPerPod: 100 })
    const horizontal = { podsMax: 20, by: ['players'] as const, targetPermille: 700, cooldownUs }
    const waves = curve([1, 0.2], 'loop', 1000)
    const made = game({ mode: 'global', peakPlayers: 1000, curve: waves, components: [{ ...tier, horizontal }] })
    const simulation = startSimulation(scenario({ games: [made] }), { seed: 1, profile: null })
    while (!simulation.done) simulation.advance(1000)
    expect(Math.max(...simulation.series.column('podsReady'))).toBe(10)
    return simulation.counts.release
  }

  it('gives pods back in every lull, and none where the cool-down outlasts it', () => {
    expect(releases(0)).toBeGreaterThan(30)
    expect(releases(2000)).toBe(0)
  })
})

describe('the highest within a span', () => {
  it('is that of a look at every number', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(30), fc.nat(20)), { maxLength: 60 }), fc.nat(100), (steps, spanUs) => {
        const highest = new HighestWithin(spanUs)
        const seen: [atUs: number, value: number][] = []
        let nowUs = 0
        for (const [elapsedUs, value] of steps) {
          nowUs += elapsedUs
          seen.push([nowUs, value])
          const within = seen.filter(([atUs]) => atUs >= nowUs - spanUs).map(([, each]) => each)
          expect(highest.read(nowUs, value)).toBe(Math.max(...within))
        }
      }),
    )
  })
})
