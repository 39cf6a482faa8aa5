import { describe, expect, it } from 'vitest'
import { CurveReader, PlayerCurve } from '../../../simulator/workload/curve.ts'
import { afterRefusals, backOffUs, drawNoisePermille, memoryMibOf } from '../../../simulator/workload/load.ts'
import { cpusFor } from '../../../simulator/workload/scaling/size-for.ts'
import { shardsWanted } from '../../../simulator/workload/shards.ts'
import {
  drawZoneWeight,
  RecentPeak,
  spreadPlayers,
  ZONE_WINDOW_US,
  zonesWanted,
} from '../../../simulator/workload/zones.ts'
import { component, curve, game } from './make.ts'

describe('a curve', () => {
  const hold = curve([0, 1, 0.5], 'hold')
  const loop = curve([0, 1, 0.5], 'loop')

  it.each([
    // at (steps of 100 us) hold    loop
    [0, 0, 0],
    [50, 0.5, 0.5],
    [100, 1, 1],
    [150, 0.75, 0.75],
    [200, 0.5, 0.5],
    [250, 0.5, 0.25],
    [300, 0.5, 0],
    [350, 0.5, 0.5],
    [100_000_000, 0.5, 1],
  ])('at %d us is %d held and %d looped', (atUs, held, looped) => {
    expect(new CurveReader(hold).at(atUs)).toBeCloseTo(held, 12)
    expect(new CurveReader(loop).at(atUs)).toBeCloseTo(looped, 12)
  })

  it('of one sample is flat', () => {
    expect(new CurveReader(curve([0.3], 'hold')).at(12345)).toBe(0.3)
    expect(new CurveReader(curve([0.3], 'loop')).at(12345)).toBe(0.3)
  })

  it('gives whole players from the start on, none before', () => {
    const launched = new PlayerCurve(game({ curve: hold, startUs: 1000, peakPlayers: 333 }))
    expect([999, 1000, 1050, 1100, 1150].map((atUs) => launched.at(atUs))).toEqual([0, 0, 167, 333, 250])
  })

  it('gives the most players of a window', () => {
    const running = new PlayerCurve(game({ curve: hold, startUs: -1000, peakPlayers: 100 }))
    expect(running.maxOver(-1000, 0)).toBe(100)
    expect(running.maxOver(-700, 0)).toBe(50)
  })
})

describe('zones', () => {
  it.each([
    // open players peak  wanted
    [0, 0, 0, 1],
    [0, 1001, 1001, 2],
    [2, 2000, 2000, 2],
    [2, 2001, 2001, 3],
    [2, 5000, 5000, 5],
    [5, 100, 5000, 5], // yesterday's peak still needs them
    [5, 100, 4251, 5],
    [5, 100, 3400, 4], // 3,400 fill four to 850 ‰
    [5, 100, 3401, 5],
    [5, 100, 100, 1],
  ])('with %d open, %d players and a recent peak of %d are %d', (open, players, peak, wanted) => {
    expect(zonesWanted(open, players, peak, 1000)).toBe(wanted)
  })

  it('remember the peak of the window before, and no longer', () => {
    const peak = new RecentPeak(0, 7)
    expect(peak.read(0, 3)).toBe(7)
    expect(peak.read(ZONE_WINDOW_US - 1, 5)).toBe(7)
    expect(peak.read(ZONE_WINDOW_US, 1)).toBe(5)
    expect(peak.read(2 * ZONE_WINDOW_US, 0)).toBe(1)
    expect(peak.read(9 * ZONE_WINDOW_US, 0)).toBe(0)
  })

  it('stay through a daily cycle, and close within two days of decline', () => {
    const peak = new RecentPeak(0, 0)
    let open = 1
    const hour = ZONE_WINDOW_US / 24
    const seen: number[] = []
    for (let i = 0; i < 24 * 6; i++) {
      const top = i < 24 * 3 ? 4000 : 1500
      const players = Math.floor(top * (0.3 + (0.7 * Math.abs(12 - (i % 24))) / 12))
      open = zonesWanted(open, players, peak.read(i * hour, players), 1000)
      seen.push(open)
    }
    expect(new Set(seen.slice(0, 24 * 3))).toEqual(new Set([4]))
    expect(seen[24 * 5]).toBe(2)
  })

  it('share players exactly, by weight', () => {
    const zones = [800, 1000, 1200].map((weight) => ({ weight, expected: -1 }))
    spreadPlayers(3000, zones)
    expect(zones.map((zone) => zone.expected)).toEqual([800, 1000, 1200])
    for (let players = 0; players < 200; players++) {
      spreadPlayers(players, zones)
      expect(zones.reduce((sum, zone) => sum + zone.expected, 0)).toBe(players)
      expect(Math.min(...zones.map((zone) => zone.expected))).toBeGreaterThanOrEqual(0)
    }
  })

  it('weigh between 800 and 1200, each from its own stream', () => {
    const weights = Array.from({ length: 200 }, (_, i) => drawZoneWeight(1, `g/z${i}`))
    expect(Math.min(...weights)).toBeGreaterThanOrEqual(800)
    expect(Math.max(...weights)).toBeLessThanOrEqual(1200)
    expect(new Set(weights).size).toBeGreaterThan(100)
    expect(drawZoneWeight(1, 'g/z7')).toBe(weights[7])
  })
})

describe('shards', () => {
  const sharded = component({ podsMin: 2, playersPerPod: 100 })

  it.each([
    // current players wanted
    [0, 0, 2],
    [2, 200, 2],
    [2, 201, 3],
    [10, 950, 10],
    [10, 630, 9], // nine at 70 %
    [10, 631, 10],
    [10, 0, 2],
  ])('of %d with %d players become %d', (current, players, wanted) => {
    expect(shardsWanted(sharded, current, players)).toBe(wanted)
  })

  it('without playersPerPod are always podsMin', () => {
    expect(shardsWanted(component({ podsMin: 3, playersPerPod: null }), 7, 1e6)).toBe(3)
  })
})

describe('vertical scaling', () => {
  const scaling = {
    cpusMin: 2,
    cpusMax: 16,
    targetPermille: 700,
    growAbovePermille: 850,
    shrinkBelowPermille: 400,
    cooldownUs: 0,
  }

  it.each([
    // held load  may   wanted
    [4, 3400, true, 4], //  exactly 850 ‰ is not above
    [4, 3401, true, 5],
    [4, 9000, true, 13],
    [4, 99000, true, 16],
    [16, 99000, true, 16],
    [20, 99000, true, 20], // above cpusMax by its starting size: never shrunk by a high reading
    [4, 1600, true, 4], //  exactly 400 ‰ is not below
    [4, 1599, true, 3],
    [4, 1599, false, 4],
    [4, 0, true, 2],
    [1, 0, true, 1], //     below cpusMin by its starting size: never grown by a low reading
  ])('from %d Cpus at %d milli (may shrink: %s) wants %d', (held, milli, mayShrink, wanted) => {
    expect(cpusFor({ scaling, held, mayShrink }, milli)).toBe(wanted)
  })

  it('asks for memory in whole steps, never below the starting size', () => {
    const db = component({ memoryMib: 1024, load: { memoryMibBase: 900, memoryKibPerPlayer: 1024 } })
    expect([0, 124, 125, 380, 381].map((players) => memoryMibOf(db, players))).toEqual([1024, 1024, 1280, 1280, 1536])
  })

  it('backs off 2, 4, 8 and at most 16 readings', () => {
    expect([1, 2, 3, 4, 5, 255].map((refusals) => backOffUs(refusals, 10))).toEqual([20, 40, 80, 160, 160, 160])
  })

  it.each([
    // held wanted refusals asked
    [4, 12, 0, 12],
    [4, 12, 1, 8],
    [4, 12, 2, 6],
    [4, 12, 3, 5],
    [4, 12, 200, 5],
    [4, 5, 1, 5],
    [4, 2, 3, 2], // shrinking is never refused for want of room
    [4, 4, 3, 4],
  ])('from %d Cpus wanting %d after %d refusals asks for %d', (held, wanted, refusals, asked) => {
    expect(afterRefusals(held, wanted, refusals)).toBe(asked)
  })

  it('draws noise within its bounds from the stream of the pod', () => {
    const { load } = component({ load: { noisePermille: 150 } })
    const draws = Array.from({ length: 300 }, (_, i) => drawNoisePermille(3, `g/z1/logic-${i}`, load))
    expect(Math.min(...draws)).toBeGreaterThanOrEqual(850)
    expect(Math.max(...draws)).toBeLessThanOrEqual(1150)
    expect(drawNoisePermille(3, 'g/z1/logic-5', load)).toBe(draws[5])
    expect(drawNoisePermille(4, 'g/z1/logic-5', load)).not.toBe(draws[5])
    expect(drawNoisePermille(3, 'x', component({ load: { noisePermille: 0 } }).load)).toBe(1000)
  })
})
