import { US_PER_DAY, US_PER_HOUR, US_PER_MINUTE, US_PER_SECOND } from '../../base/units.ts'
import type { CurveDocument } from '../parse/curve.ts'
import { API_VERSION } from '../parse/shapes.ts'

const LINE_LENGTH_MAX = 100

/** The YAML text of a curve; `parseCurve` reads the same curve back. */
export function writeCurve(curve: CurveDocument): string {
  const head = [
    `apiVersion: ${API_VERSION}`,
    'kind: Curve',
    'metadata:',
    `  name: ${curve.name}`,
    `  title: ${JSON.stringify(curve.title)}`,
    'spec:',
    `  source: ${JSON.stringify(curve.source)}`,
    `  after: ${curve.after}`,
  ]
  const { form } = curve
  if (form.kind === 'samples') {
    return [...head, `  step: ${durationText(form.stepUs)}`, '  samples: >-', ...wrapped(form.samples), ''].join('\n')
  }
  const points = form.launch.map(([day, share]) => `[${day}, ${share}]`).join(', ')
  const { trough, peakHour } = form.daily
  return [
    ...head,
    '  shape:',
    `    launch: [${points}]`,
    `    daily: {trough: ${trough}, peakHour: ${peakHour}}`,
    `    weekend: ${form.weekend}`,
    '',
  ].join('\n')
}

function wrapped(samples: readonly number[]): string[] {
  const lines: string[] = []
  let line = '   '
  for (const sample of samples) {
    const word = ` ${sample}`
    if (line.length + word.length > LINE_LENGTH_MAX) {
      lines.push(line)
      line = '   '
    }
    line += word
  }
  lines.push(line)
  return lines
}

/** A duration in its largest whole unit: `10m`, `1d`. */
export function durationText(us: number): string {
  const units = [
    [US_PER_DAY, 'd'],
    [US_PER_HOUR, 'h'],
    [US_PER_MINUTE, 'm'],
    [US_PER_SECOND, 's'],
    [1000, 'ms'],
  ] as const
  const unit = units.find(([size]) => us % size === 0)
  return unit === undefined ? `${us}us` : `${us / unit[0]}${unit[1]}`
}
