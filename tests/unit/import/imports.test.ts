import { describe, expect, it } from 'vitest'
import type { Result } from '../../../src/base/result.ts'
import { US_PER_DAY, US_PER_HOUR, US_PER_MINUTE } from '../../../src/base/units.ts'
import { importCsv } from '../../../src/model/import/csv.ts'
import { regularStepUs } from '../../../src/model/import/readings.ts'
import { importSteamDb } from '../../../src/model/import/steamdb.ts'
import { formatTimestamp, parseTimestamp } from '../../../src/model/import/timestamps.ts'
import { writeCurve } from '../../../src/model/import/write-curve.ts'
import type { CurveDocument, SampledForm } from '../../../src/model/parse/curve.ts'
import { parseCurve } from '../../../src/model/parse/curve.ts'
import { accepted, namesIn, textOf } from '../parse/bundled.ts'

function form(result: Result<CurveDocument>): SampledForm {
  const curve = accepted(result)
  if (curve.form.kind !== 'samples') throw new Error('a shape')
  return curve.form
}

describe('times', () => {
  it.each([
    ['0970000000', '2000-09-26 20:26 UTC'],
    ['1772733600', '2026-03-05 18:00 UTC'],
    ['1772733600000', '2026-03-05 18:00 UTC'],
    ['2026-03-05', '2026-03-05 00:00 UTC'],
    ['2026-03-05 18:10', '2026-03-05 18:10 UTC'],
    ['2026-03-05 18:10:59', '2026-03-05 18:10 UTC'],
    ['2026-03-05T18:10:30.25Z', '2026-03-05 18:10 UTC'],
    ['2026-03-06 02:10:00+08:00', '2026-03-05 18:10 UTC'],
    ['2024-02-29', '2024-02-29 00:00 UTC'],
    ['1969-12-31 23:59', '1969-12-31 23:59 UTC'],
  ])('%s is %s', (text, shown) => {
    expect(formatTimestamp(parseTimestamp(text) ?? Number.NaN)).toBe(shown)
  })

  it.each([
    '',
    '2023-02-29',
    '2026-13-01',
    '2026-03-05 24:00',
    '5.3.2026',
    '2026-3-5',
    'now',
    '1e9',
    '2026-03-05 18:10+99:00',
  ])('%j is none', (text) => expect(parseTimestamp(text)).toBe(null))

  it('agrees with the calendar of the platform on every day of a century', () => {
    for (let day = -10_000; day < 30_000; day += 1) {
      const text = new Date(day * 86_400_000).toISOString().slice(0, 10)
      expect(parseTimestamp(text)).toBe(day * US_PER_DAY)
      expect(formatTimestamp(day * US_PER_DAY)).toBe(`${text} 00:00 UTC`)
    }
  })
})

/** Daily, then hourly, then 10-minute rows, as the site's exports are; empty before the launch. */
const EXPORT = [
  '\uFEFF"DateTime","Players","Average Players"',
  '"2026-03-01 00:00:00",,0',
  '"2026-03-02 00:00:00",100,0',
  '"2026-03-03 00:00:00",200,',
  ...[0, 1, 2, 3, 4, 5, 6].map((hour) => `"2026-03-04 0${hour}:00:00",${300 + hour * 10},`),
  ...[1, 2, 3, 4, 5, 6].map((ten) => `"2026-03-04 06:${ten === 6 ? '59' : `${ten}0`}:00",${400 + ten},7`),
  '"2026-03-04 07:10:00",800,',
  '',
].join('\r\n')

describe('importSteamDb', () => {
  it('takes the finest step kept up, starts at the first count and joins the coarser rows', () => {
    const curve = accepted(importSteamDb(EXPORT, { name: 'mine' }))
    const { stepUs, samples } = form({ ok: true, value: curve })
    expect(stepUs).toBe(10 * US_PER_MINUTE)
    expect(samples[0]).toBe(0.125)
    expect(samples[72]).toBe(0.1875)
    expect(samples.at(-1)).toBe(1)
    expect(samples.length).toBe(2 * 144 + 43 + 1)
    expect(curve.source).toBe(
      'SteamDB chart export of public player counters; 2026-03-02 00:00 UTC to 2026-03-04 07:10 UTC; ' +
        'share of the peak of 800 players at 2026-03-04 07:10 UTC; ' +
        '8 gaps joined linearly, the longest 24 hours from 2026-03-02 00:00 UTC',
    )
  })
})

describe('regularStepUs', () => {
  const readings = (...gapsMinutes: number[]): { atUs: number; players: number; line: number }[] => {
    let atUs = 0
    return [0, ...gapsMinutes].map((gap, line) => ({ atUs: (atUs += gap * US_PER_MINUTE), players: 1, line }))
  }
  it.each([
    [[60, 60, 60, 60, 60, 60, 60, 10, 10, 10, 10, 10, 10], 10],
    [[60, 60, 60, 60, 60, 60, 10, 10, 10, 10, 10], 60],
    [[9, 11, 10, 10, 10, 10], 10],
    [[1440, 60, 10], 60],
    [[7], 5],
    [[7200, 7200, 7200], 7200],
    [[10_080, 10_000, 10_100], 10_080],
  ])('of gaps %j is %s minutes', (gaps, minutes) => {
    expect(regularStepUs(readings(...gaps))).toBe(minutes * US_PER_MINUTE)
  })
})

describe('importCsv', () => {
  const rows = (count: number, row: (i: number) => string): string =>
    Array.from({ length: count }, (_, i) => row(i)).join('\n')

  it('guesses the columns and reads unix seconds five minutes apart, more or less', () => {
    const text = `"TIME","PLAYERS"\n${rows(20, (i) => `${1_617_913_200 + i * 300 + (i % 3)},${100 + i}`)}`
    const { stepUs, samples } = form(importCsv(text, { name: 'c' }))
    expect(stepUs).toBe(5 * US_PER_MINUTE)
    expect(samples.length).toBe(20)
    expect(samples[0]).toBe(Math.round((100 / 119) * 10_000) / 10_000)
  })

  it('takes named columns, any order of rows, semicolons, thousands and empty cells', () => {
    const line = (i: number): string => `2026-01-01 ${String(9 - i).padStart(2, '0')}:00;x;${i === 4 ? '' : '"1,000"'}`
    const text = `when;server;now playing\n${rows(10, line)}`
    const { stepUs, samples } = form(importCsv(text, { name: 'c', timeColumn: 'when', playersColumn: 'now playing' }))
    expect(stepUs).toBe(US_PER_HOUR)
    expect(samples).toEqual(Array(10).fill(1))
  })

  it.each(['3065800', '1e5', 'true', 'null'])('gives a curve %s that is read back', (name) => {
    const curve = accepted(importCsv(`time,players\n${rows(9, (i) => `${1_617_913_200 + i * 300},9`)}`, { name }))
    expect(accepted(parseCurve(writeCurve(curve))).name).toBe(name)
  })

  it('keeps the peak that it names, also of readings closer than a minute', () => {
    const text = `time,players\n${rows(41, (i) => `${1_617_913_200 + i * 15},${i === 18 ? 100 : 10}`)}`
    const { stepUs, samples } = form(importCsv(text, { name: 'c' }))
    expect([stepUs, samples]).toEqual([US_PER_MINUTE, [0.1, 0.1, 0.1, 0.1, 0.1, 1, 0.1, 0.1, 0.1, 0.1, 0.1]])
  })

  it('takes no dot before three digits for a decimal point unless another count shows that it is one', () => {
    const of = (counts: readonly string[]) => {
      return importCsv(`time,players\n${counts.map((count, i) => `2026-01-0${i + 1},${count}`).join('\n')}`, {
        name: 'c',
      })
    }
    expect(of(['1.000', '2.000', '900'])).toMatchObject({
      ok: false,
      faults: [{ found: '"1.000"' }, { found: '"2.000"' }],
    })
    expect(form(of(['1.000', '4000.000'])).samples).toEqual([0.0003, 1])
  })

  it('counts lines through quoted line ends', () => {
    const text = 'time,note,players\n2026-01-01,"two\nlines",5\nyesterday,,6\n2026-01-02,,many\n'
    expect(importCsv(text, { name: 'c' })).toEqual({
      ok: false,
      faults: [
        {
          path: 'line 4, time',
          found: '"yesterday"',
          expected: 'a time such as 2026-03-05 18:10 (UTC) or unix seconds',
        },
        { path: 'line 5, players', found: '"many"', expected: 'a whole number of players' },
      ],
    })
  })

  it('stops listing faults at fifty but counts them all', () => {
    const result = importCsv(`time,players\n${rows(60, () => 'never,1')}`, { name: 'c' })
    expect(result.ok ? [] : result.faults.slice(-1)).toEqual([{ path: '', found: '10 more faults', expected: 'none' }])
  })
})

describe('writeCurve', () => {
  it.each(namesIn('curves'))('writes %s so that it reads back the same', (name) => {
    const curve = accepted(parseCurve(textOf('curves', name) ?? ''))
    expect(accepted(parseCurve(writeCurve(curve)))).toEqual(curve)
  })

  it('writes what was imported', () => {
    const curve = accepted(importSteamDb(EXPORT, { name: 'mine', title: 'Say "hi": #1' }))
    expect(accepted(parseCurve(writeCurve(curve)))).toEqual(curve)
  })
})
