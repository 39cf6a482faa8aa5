import type { Fault, Result } from '../../base/result.ts'
import { failed, ok } from '../../base/result.ts'
import { US_PER_DAY, US_PER_HOUR, US_PER_MINUTE } from '../../base/units.ts'
import type { CurveDocument } from '../parse/curve.ts'
import { shortened } from '../parse/faults.ts'
import { SAMPLES_MAX } from '../parse/limits.ts'
import * as scalars from '../parse/scalars.ts'
import { formatTimestamp } from './timestamps.ts'

/** Players online at one time. */
export interface Reading {
  readonly atUs: number
  readonly players: number
  readonly line: number
}

/** What an importer is told besides the text. */
export interface CurveNaming {
  /** Name of the curve, as scenarios refer to it. */
  readonly name: string
  readonly title?: string
  /** Whose figures these are; what was done to them is added. */
  readonly source?: string
}

/** Steps of up to a day that a curve may get, in minutes; longer ones are whole days. */
const STEPS_MINUTES = [1, 2, 5, 10, 15, 20, 30, 60, 120, 180, 240, 360, 720, 1440]

/** This many gaps of one step in a row make it regular: fewer may be chance. */
const REGULAR_RUN = 6

/** Shares are kept to four decimals: finer than any counter. */
const SHARE_PARTS = 10_000

/**
 * A curve of readings at uneven times: shares of the highest reading at the finest step that the readings keep up, from
 * the first to the last, joined linearly where there is no reading, and at least what was read around each: no peak is
 * lost between two samples. What was joined is said in `source`.
 */
export function curveOfReadings(readings: readonly Reading[], naming: CurveNaming): Result<CurveDocument> {
  const misnamed = namingFaults(naming)
  if (misnamed.length > 0) return failed(misnamed)
  const sorted = [...readings].sort((a, b) => a.atUs - b.atUs || a.line - b.line)
  const repeats = sorted.filter(
    (reading, i) => i > 0 && reading.atUs === sorted[i - 1].atUs && reading.players !== sorted[i - 1].players,
  )
  if (repeats.length > 0) {
    return failed(
      repeats.map(({ line, atUs }) => ({
        path: `line ${line}`,
        found: `${formatTimestamp(atUs)} again`,
        expected: 'one count for each time',
      })),
    )
  }
  const distinct = sorted.filter((reading, i) => i === 0 || reading.atUs !== sorted[i - 1].atUs)
  if (distinct.length < 2) {
    return failed([
      { path: '', found: `${distinct.length} rows with a count`, expected: 'at least 2 at different times' },
    ])
  }
  const peak = distinct.reduce((most, reading) => (reading.players > most.players ? reading : most))
  if (peak.players === 0) return failed([{ path: '', found: 'no players at any time', expected: 'a count above 0' }])
  const stepUs = regularStepUs(distinct)
  const span = distinct[distinct.length - 1].atUs - distinct[0].atUs
  if (span / stepUs + 1 > SAMPLES_MAX) {
    return failed([{ path: '', found: `${Math.floor(span / stepUs) + 1} samples`, expected: `at most ${SAMPLES_MAX}` }])
  }
  const samples = resample(distinct, stepUs).map(
    (players) => Math.round((players / peak.players) * SHARE_PARTS) / SHARE_PARTS,
  )
  if (samples.length < 2) samples.push(samples[0])
  return ok({
    name: naming.name,
    title: naming.title ?? naming.name,
    source: sourceOf(distinct, peak, stepUs, naming.source ?? 'imported'),
    after: 'hold',
    form: { kind: 'samples', stepUs, samples },
  })
}

/** Faults of the texts a caller gives, so that what is written reads back. */
function namingFaults(naming: CurveNaming): Fault[] {
  const texts = [
    ['name', naming.name, scalars.name],
    ['title', naming.title, scalars.text(200)],
    ['source', naming.source, scalars.text(600)],
  ] as const
  return texts.flatMap(([path, text, schema]) => {
    const parsed = schema.safeParse(text)
    if (text === undefined || parsed.success) return []
    return [{ path, found: shortened(text), expected: parsed.error.issues[0].message }]
  })
}

/** The finest of the usual steps that REGULAR_RUN gaps in a row have, else the one nearest to the median gap. */
export function regularStepUs(readings: readonly Reading[]): number {
  const steps = readings.slice(1).map((reading, i) => nearestStepUs(reading.atUs - readings[i].atUs))
  let finest = Number.POSITIVE_INFINITY
  let run = 0
  for (const [i, step] of steps.entries()) {
    run = i > 0 && step === steps[i - 1] ? run + 1 : 1
    if (run >= REGULAR_RUN) finest = Math.min(finest, step)
  }
  if (finest !== Number.POSITIVE_INFINITY) return finest
  return [...steps].sort((a, b) => a - b)[Math.floor((steps.length - 1) / 2)]
}

function nearestStepUs(gapUs: number): number {
  const days = Math.round(gapUs / US_PER_DAY)
  if (days > 1) return days * US_PER_DAY
  const distance = (minutes: number): number => Math.abs(minutes * US_PER_MINUTE - gapUs)
  return STEPS_MINUTES.reduce((best, minutes) => (distance(minutes) < distance(best) ? minutes : best)) * US_PER_MINUTE
}

/** Players at every step from the first reading on, as `curveOfReadings` says. readings ascend in time. */
function resample(readings: readonly Reading[], stepUs: number): number[] {
  const samples: number[] = []
  const last = readings[readings.length - 1]
  let next = 1
  for (let atUs = readings[0].atUs; atUs <= last.atUs; atUs += stepUs) {
    while (next < readings.length - 1 && readings[next].atUs < atUs) next++
    const from = readings[next - 1]
    const to = readings[next]
    samples.push(from.players + ((to.players - from.players) * (atUs - from.atUs)) / (to.atUs - from.atUs))
  }
  for (const { atUs, players } of readings) {
    const nearest = Math.min(samples.length - 1, Math.round((atUs - readings[0].atUs) / stepUs))
    samples[nearest] = Math.max(samples[nearest], players)
  }
  return samples
}

function sourceOf(readings: readonly Reading[], peak: Reading, stepUs: number, source: string): string {
  const first = formatTimestamp(readings[0].atUs)
  const last = formatTimestamp(readings[readings.length - 1].atUs)
  const said = [
    source,
    `${first} to ${last}`,
    `share of the peak of ${peak.players} players at ${formatTimestamp(peak.atUs)}`,
  ]
  let gaps = 0
  let longest = 0
  let longestFrom = 0
  for (let i = 1; i < readings.length; i++) {
    const gapUs = readings[i].atUs - readings[i - 1].atUs
    if (gapUs > 2 * stepUs) gaps++
    if (gapUs > 2 * stepUs && gapUs > longest) {
      longest = gapUs
      longestFrom = readings[i - 1].atUs
    }
  }
  const many = gaps === 1 ? 'one gap' : `${gaps} gaps`
  if (gaps > 0)
    said.push(`${many} joined linearly, the longest ${lengthText(longest)} from ${formatTimestamp(longestFrom)}`)
  return said.join('; ')
}

function lengthText(us: number): string {
  if (us >= 2 * US_PER_DAY) return `${Math.round(us / US_PER_DAY)} days`
  return us >= 2 * US_PER_HOUR ? `${Math.round(us / US_PER_HOUR)} hours` : `${Math.round(us / US_PER_MINUTE)} minutes`
}
