import { z } from 'zod'
import type { Result } from '../../base/result.ts'
import { failed, ok } from '../../base/result.ts'
import { US_PER_MINUTE } from '../../base/units.ts'
import { parseDocumentText } from './document.ts'
import { FaultList, faultsOfIssues, shortened } from './faults.ts'
import { SAMPLES_MAX } from './limits.ts'
import * as scalars from './scalars.ts'
import { documentOf, list, record } from './shapes.ts'

/** A curve as its author wrote it: measured samples, or a shape that a scenario expands into samples. */
export interface CurveDocument {
  readonly name: string
  readonly title: string
  readonly source: string
  readonly after: 'hold' | 'loop'
  readonly form: SampledForm | ShapedForm
}

export interface SampledForm {
  readonly kind: 'samples'
  readonly stepUs: number
  /** Shares of the peak in [0, 1]. */
  readonly samples: readonly number[]
}

export interface ShapedForm {
  readonly kind: 'shape'
  /** Daily peak as a share of the highest, by days since launch; days ascend; joined linearly, the last one holds. */
  readonly launch: readonly (readonly [day: number, share: number])[]
  readonly daily: DailyCycle
  /** Saturday's and Sunday's peak over that of a working day, 1 … 3. */
  readonly weekend: number
}

export interface DailyCycle {
  /** The day's lowest over its highest. */
  readonly trough: number
  /** Hour of the day with most players, 0 … 24, in the scenario's time. */
  readonly peakHour: number
}

const point = list(scalars.number(0, 3650), 2, 2)

const shareList = list(scalars.number(0, 1), 2, SAMPLES_MAX)
const SHARE = /^(?:[01]|0?\.\d{1,12}|1\.0{1,12})$/

/**
 * Shares of the peak: a list of numbers, or one text of them with spaces or line ends between, which reads many times
 * faster when there are thousands.
 */
const shares = z
  .unknown()
  .transform((value, context): readonly number[] => {
    const words = typeof value === 'string' ? value.trim().split(/\s+/) : null
    const stray = words?.findIndex((word) => !SHARE.test(word)) ?? -1
    if (words !== null && stray !== -1) {
      const message = `shares from 0 to 1; number ${stray + 1} is ${shortened(words[stray])}`
      context.issues.push({ code: 'custom', input: value, message })
      return z.NEVER
    }
    const parsed = shareList.safeParse(words === null ? value : words.map(Number))
    if (parsed.success) return parsed.data
    for (const issue of parsed.error.issues) {
      context.issues.push({ code: 'custom', input: value, path: issue.path, message: issue.message })
    }
    return z.NEVER
  })
  .meta({
    anyOf: [
      { type: 'array', items: { type: 'number', minimum: 0, maximum: 1 }, minItems: 2, maxItems: SAMPLES_MAX },
      { type: 'string', pattern: '^\\s*[01.][0-9.]*(\\s+[01.][0-9.]*)+\\s*$' },
    ],
  }) as unknown as z.ZodType<readonly number[]>

/** Kind `Curve`. */
export const curveSchema = documentOf(
  'Curve',
  record({
    source: scalars.text(1000),
    after: scalars.word(['hold', 'loop']),
    step: scalars.duration(US_PER_MINUTE, '1m').optional(),
    samples: shares.optional(),
    shape: record({
      launch: list(point, 1, 1000),
      daily: record({ trough: scalars.number(0, 1), peakHour: scalars.number(0, 24) }),
      weekend: scalars.number(1, 3),
    }).optional(),
  }),
)

/** Reads a `Curve` document. */
export function parseCurve(text: string): Result<CurveDocument> {
  const document = parseDocumentText(text)
  if (!document.ok) return document
  const parsed = curveSchema.safeParse(document.value)
  if (!parsed.success) return failed(faultsOfIssues(parsed.error.issues, document.value))
  const { metadata, spec } = parsed.data
  const faults = new FaultList()
  const head = { name: metadata.name, title: metadata.title ?? metadata.name, source: spec.source, after: spec.after }
  if ((spec.samples === undefined) === (spec.shape === undefined)) {
    faults.add(
      'spec',
      spec.samples === undefined ? 'neither samples nor shape' : 'both samples and shape',
      'one of samples, shape',
    )
    return failed(faults.all)
  }
  if (spec.samples !== undefined) {
    if (spec.step === undefined)
      return failed([{ path: 'spec.step', found: 'nothing', expected: 'the time from one sample to the next' }])
    return ok({ ...head, form: { kind: 'samples', stepUs: spec.step, samples: spec.samples } })
  }
  const shape = spec.shape as NonNullable<typeof spec.shape>
  if (spec.step !== undefined) faults.add('spec.step', 'a step', 'no step: the scenario chooses the one of a shape')
  checkLaunch(shape.launch, faults)
  if (!faults.isEmpty) return failed(faults.all)
  const launch = shape.launch.map((entry): readonly [number, number] => [entry[0], entry[1]])
  return ok({ ...head, form: { kind: 'shape', launch, daily: shape.daily, weekend: shape.weekend } })
}

function checkLaunch(launch: readonly (readonly number[])[], faults: FaultList): void {
  for (const [i, [day, share]] of launch.entries()) {
    if (share > 1) faults.add(`spec.shape.launch[${i}][1]`, String(share), 'a share of the peak from 0 to 1')
    if (i > 0 && day <= launch[i - 1][0]) {
      faults.add(`spec.shape.launch[${i}][0]`, String(day), `a day after ${launch[i - 1][0]}`)
    }
  }
}
