import { z } from 'zod'
import { failed, ok, type Result } from '../../base/result.ts'
import { US_PER_SECOND } from '../../base/units.ts'
import type { CurveDocument } from '../parse/curve.ts'
import { faultsOfIssues, shortened, show } from '../parse/faults.ts'
import { CappedFaults } from './capped-faults.ts'
import type { CurveNaming, Reading } from './readings.ts'
import { curveOfReadings } from './readings.ts'

/** One time and value of a series, as Prometheus writes it: seconds since 1970 and a text. */
export type Sample = readonly [seconds: number, value: string]

/** The range vector of an answer: samples of each series. */
export type Matrix = readonly (readonly Sample[])[]

const sample = z.tuple([z.number({ error: 'seconds since 1970' }), z.string({ error: 'a text' })], {
  error: 'a pair of seconds and a text',
})

const answer = z.object({
  status: z.string({ error: 'a text' }),
  errorType: z.string().optional(),
  error: z.string().optional(),
  data: z
    .object({
      resultType: z.string({ error: 'a text' }),
      result: z.array(z.unknown(), { error: 'a list' }),
    })
    .optional(),
})

const series = z.object({ values: z.array(sample, { error: 'a list of samples' }) }, { error: 'a series with values' })

/** Reads an answer of `query_range`, or every fault in it; Prometheus' own error is one. */
export function readMatrix(text: string): Result<Matrix> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return failed([{ path: '', found: shortened(text.trim()), expected: 'JSON, as query_range answers' }])
  }
  const parsed = answer.safeParse(value)
  if (!parsed.success) return failed(faultsOfIssues(parsed.error.issues, value))
  const { status, errorType = 'an error', error = '', data: found } = parsed.data
  if (status !== 'success')
    return failed([{ path: 'status', found: `${errorType}: ${shortened(error)}`, expected: 'success' }])
  if (found === undefined) return failed([{ path: 'data', found: 'nothing', expected: 'the result of a query' }])
  if (found.resultType !== 'matrix') {
    const expected = 'matrix, as query_range answers: query answers at one time only'
    return failed([{ path: 'data.resultType', found: show(found.resultType), expected }])
  }
  const faults = new CappedFaults()
  const matrix = found.result.map((each, i): readonly Sample[] => {
    const read = series.safeParse(each)
    if (read.success) return read.data.values
    faults.addAll(faultsOfIssues(read.error.issues, each), `data.result[${i}].`)
    return []
  })
  return faults.isEmpty ? ok(matrix) : failed(faults.all)
}

/** A curve, and how many values were no numbers. */
export interface PrometheusCurve {
  readonly curve: CurveDocument
  readonly notNumbers: number
}

/**
 * A curve of matrices that follow one another in time: at each time the sum over all series that have a value then, to
 * whole players. Values that are no numbers (NaN, as of a division by nothing) are left out. Repeated times of a next
 * page count once.
 */
export function importPrometheus(pages: readonly Matrix[], naming: CurveNaming): Result<PrometheusCurve> {
  const faults = new CappedFaults()
  const sums = new Map<number, number>()
  let notNumbers = 0
  let before = Number.NEGATIVE_INFINITY
  for (const [p, page] of pages.entries()) {
    let last = before
    for (const [s, samples] of page.entries()) {
      for (const [v, [seconds, text]] of samples.entries()) {
        if (seconds <= before) continue
        last = Math.max(last, seconds)
        const value = text === 'NaN' ? Number.NaN : Number(text)
        if (Number.isNaN(value) && text === 'NaN') notNumbers++
        else if (!Number.isFinite(value) || value < 0 || text.trim() === '') {
          const path = `${pages.length > 1 ? `page ${p + 1}: ` : ''}data.result[${s}].values[${v}][1]`
          faults.add(path, show(text), 'a number of players, 0 or more')
        } else sums.set(seconds, (sums.get(seconds) ?? 0) + value)
      }
    }
    before = last
  }
  if (!faults.isEmpty) return failed(faults.all)
  const readings = [...sums].map(([seconds, players], i): Reading => {
    return { atUs: Math.round(seconds * US_PER_SECOND), players: Math.round(players), line: i + 1 }
  })
  const curve = curveOfReadings(readings, naming)
  return curve.ok ? ok({ curve: curve.value, notNumbers }) : curve
}
