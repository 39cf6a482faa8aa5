import { describe, expect, it } from 'vitest'
import { Recovery } from '../../../simulator/fault/recovery.ts'
import { NumberList } from '../../../simulator/record/number-list.ts'
import { SeriesColumns } from '../../../simulator/record/series.ts'
import { summarize } from '../../../simulator/record/summary.ts'
import { Tally } from '../../../simulator/record/tally.ts'
import { US_PER_HOUR } from '../../../src/base/units.ts'
import type { Reason } from '../../../src/model/decision.ts'
import type { Decision, Holding } from '../../../src/model/holding.ts'
import { SERIES, type SeriesName } from '../../../src/model/run.ts'
import { BARE } from '../bare-holding.ts'

function sample(values: Partial<Record<SeriesName, number>>): Partial<Record<SeriesName, number>> {
  const row = Object.fromEntries(SERIES.map((name) => [name, 0])) as Partial<Record<SeriesName, number>>
  return { ...row, ...values }
}

describe('quantiles', () => {
  it('are nearest-rank values of the list, in any order of pushing', () => {
    const list = new NumberList()
    for (let i = 0; i < 3000; i++) list.push(((i * 7) % 3000) + 1)
    expect(list.quantiles([0, 1, 500, 990, 999, 1000])).toEqual([1, 3, 1500, 2970, 2997, 3000])
  })

  it('round the rank up', () => {
    const list = new NumberList()
    for (const value of [30, 10, 20]) list.push(value)
    expect(list.quantiles([333, 334, 500, 667])).toEqual([10, 20, 20, 30])
  })

  it('of nothing are null', () => {
    expect(new NumberList().quantiles([500, 1000])).toEqual([null, null])
  })
})

describe('series', () => {
  it('keep every sample when they grow', () => {
    const series = new SeriesColumns()
    for (let i = 0; i < 5000; i++) series.append(sample({ atUs: i, players: i * 2 }))
    expect(series.length).toBe(5000)
    expect(series.column('players')[4999]).toBe(9998)
    expect(series.column('players').length).toBe(5000)
  })
})

describe('the tally', () => {
  const head = { seq: 1, atUs: 0, pod: { name: 'p', game: 'g', zone: 'z', component: 'c' }, profile: 'pack' }
  const holding = (cpus: number[], memoryMib: number[]): Holding => ({ host: 0, cpus, memoryMib, ...BARE })
  const resize = (before: Holding, after: Holding): Decision => {
    return { ...head, kind: 'resize', cause: 'load', before, holding: after }
  }
  const refuse = (action: 'place' | 'resize', reasons: Reason[]): Decision => {
    return {
      ...head,
      kind: 'refuse',
      action,
      cause: 'load',
      cpus: 1,
      cpuMilli: 0,
      memoryMib: 1,
      reasons,
      nearest: null,
    }
  }

  it('tells growing from shrinking by Cpus, and by memory where those stay', () => {
    const tally = new Tally()
    tally.note(resize(holding([1], [9, 0]), holding([1, 2], [4, 0])))
    tally.note(resize(holding([1, 2], [4, 0]), holding([2], [8, 0])))
    tally.note(resize(holding([1], [4, 0]), holding([1], [4, 1])))
    tally.note(resize(holding([1], [4, 1]), holding([1], [4, 0])))
    tally.note(resize(holding([1, 2, 3], [4, 1]), holding([1], [4, 1])))
    expect(tally.resizes).toEqual({ grow: 2, shrink: 3, refused: 0 })
    expect(tally.counts).toMatchObject({ decisions: 5, resize: 5 })
  })

  it('counts refusals by filter, those of resizes apart', () => {
    const tally = new Tally()
    tally.note(
      refuse('place', [
        { filter: 'Cpus', hosts: 3 },
        { filter: 'Vf', hosts: 1 },
      ]),
    )
    tally.note(refuse('resize', [{ filter: 'Cpus', hosts: 1 }]))
    expect(tally.resizes.refused).toBe(1)
    expect([...tally.refusalsByFilter]).toEqual([
      ['Cpus', { refusals: 2, hosts: 4 }],
      ['Vf', { refusals: 1, hosts: 1 }],
    ])
  })
})

describe('the summary', () => {
  it('finds the first peak, and sums the areas of all games', () => {
    const series = new SeriesColumns()
    for (const [hour, players] of [100, 300, 300, 100].entries()) {
      series.append(sample({ atUs: hour * US_PER_HOUR, players }))
    }
    const areas = [
      { players: 700, playersServed: 600, playersRefused: 50, playersDegraded: 20 },
      { players: 7, playersServed: 6, playersRefused: 1, playersDegraded: 0 },
    ].map((area) => ({
      players: area.players * US_PER_HOUR,
      playersServed: area.playersServed * US_PER_HOUR,
      playersRefused: area.playersRefused * US_PER_HOUR,
      playersDegraded: area.playersDegraded * US_PER_HOUR,
    }))
    const podsMax = new Map([
      ['b', 2],
      ['a', 1],
    ])
    const none = {
      doubleBooked: null,
      failures: null,
      delivery: null,
      recovery: new Recovery(),
      maintenance: [],
      rollouts: [],
      balancers: null,
      network: null,
    }
    const summary = summarize({ tally: new Tally(), series, hours: null, areas, podsMax, ...none })
    expect(summary.peaks['players']).toEqual({ value: 300, atUs: US_PER_HOUR })
    expect(summary.playerHours).toBe(707)
    expect(summary.playerHoursUnserved).toBe(101)
    expect(summary.playerHoursRefused).toBe(51)
    expect(summary.playerHoursDegraded).toBe(20)
    expect(Object.keys(summary.podsMaxByGame)).toEqual(['a', 'b'])
    expect(summary.placeWaitUs).toEqual({ count: 0, p50: null, p90: null, p99: null, max: null })
  })
})
