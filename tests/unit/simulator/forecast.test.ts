import { describe, expect, it } from 'vitest'
import { startSimulation } from '../../../simulator/simulate.ts'
import { drawLaunch } from '../../../simulator/workload/forecast.ts'
import { US_PER_HOUR } from '../../../src/base/units.ts'
import type { Forecast, Scenario } from '../../../src/model/scenario.ts'
import { component, curve, fleet, game, scenario } from './make.ts'

const planned = { ...curve([1], 'hold'), name: 'planned' }
const low = { ...curve([0.1], 'hold'), name: 'low' }
const late = { ...curve([0, 1], 'hold'), name: 'late' }
const forecast: Forecast = {
  launches: [
    { curve: low, startUs: 0 },
    { curve: late, startUs: 100 },
  ],
  peak: [
    [0, 0.5],
    [0.5, 1],
    [1, 3],
  ],
}
const launch = game({ name: 'launch', curve: planned, peakPlayers: 1000, forecast })
const drawn = Array.from({ length: 4000 }, (_, seed) => drawLaunch(launch, seed))

describe('a launch that nobody knows yet', () => {
  it('follows each of its curves about as often, from where that one begins', () => {
    const lows = drawn.filter((each) => each.curve === low)
    expect(lows.length / drawn.length).toBeCloseTo(0.5, 1)
    for (const each of drawn) expect(each.startUs).toBe(each.curve === low ? 0 : 100)
  })

  it('has its peaks spread as the quantiles say', () => {
    const peaks = drawn.map(({ peakPlayers }) => peakPlayers).sort((a, b) => a - b)
    const at = (share: number) => peaks[Math.floor(share * peaks.length)] / 1000
    expect(at(0)).toBeGreaterThanOrEqual(0.5)
    expect(at(0.25)).toBeCloseTo(0.75, 1)
    expect(at(0.5)).toBeCloseTo(1, 1)
    expect(at(0.75)).toBeCloseTo(2, 1)
    expect(peaks[peaks.length - 1]).toBeLessThanOrEqual(3000)
    expect(peaks[peaks.length - 1]).toBeGreaterThan(2900)
  })

  it('comes as planned without a forecast, and by its own curve when the forecast names none', () => {
    const known = game({ curve: planned })
    expect(drawLaunch(known, 7)).toBe(known)
    expect(drawLaunch({ ...launch, forecast: { ...forecast, launches: [] } }, 7).curve).toBe(planned)
  })

  it('draws the same peak however many curves there are, and another under another name', () => {
    const peakOf = (wishes: Partial<typeof launch>) => drawLaunch({ ...launch, ...wishes }, 3).peakPlayers
    const one = { ...forecast, launches: forecast.launches.slice(0, 1) }
    expect(peakOf({ forecast: one })).toBe(peakOf({}))
    expect(peakOf({ name: 'other' })).not.toBe(peakOf({}))
  })
})

describe('luck', () => {
  const lossy: Scenario = scenario({
    durationUs: 24 * US_PER_HOUR,
    scalingIntervalUs: US_PER_HOUR,
    sampleIntervalUs: US_PER_HOUR,
    fleet: fleet(6),
    hostLossRate: { perHostYear: 365, downUs: { fromUs: US_PER_HOUR, toUs: 3 * US_PER_HOUR } },
    delays: { bindUs: { fromUs: 1, toUs: 1e6 }, startUs: { fromUs: 1, toUs: 60e6 } },
    games: [game({ ...launch, components: [component({ playersPerPod: 100 })] })],
  })
  const series = (luck: Parameters<typeof startSimulation>[1]['luck'], seed = 1) => {
    const simulation = startSimulation(lossy, { seed, profile: null, luck })
    while (!simulation.done) simulation.advance(1000)
    const of = (name: 'players' | 'hostsUp') => Array.from(simulation.series.column(name))
    return { players: of('players'), hostsUp: of('hostsUp'), wait: simulation.summary().readyWaitUs }
  }
  const base = series({})

  it('of the forecast moves players alone', () => {
    const other = series({ forecast: 2 })
    expect(other.players).not.toEqual(base.players)
    expect(other.hostsUp).toEqual(base.hostsUp)
  })

  it('of failures moves hosts alone', () => {
    const other = series({ failures: 2 })
    expect(other.players).toEqual(base.players)
    expect(other.hostsUp).not.toEqual(base.hostsUp)
  })

  it('of noise moves neither, but delays', () => {
    const other = series({ noise: 2 })
    expect({ ...other, wait: base.wait }).toEqual(base)
    expect(other.wait).not.toEqual(base.wait)
  })

  it('is that of the seed where nothing else is said', () => {
    expect(series({ forecast: 2, failures: 2, noise: 2 })).toEqual(series({}, 2))
  })
})
