import { durationText } from '../duration.ts'
import type { CurveDocument } from '../parse/curve.ts'
import { API_VERSION } from '../parse/shapes.ts'
import { flowText } from './flow-text.ts'

const LINE_LENGTH_MAX = 100

/** The YAML text of a curve; `parseCurve` reads the same curve back. */
export function writeCurve(curve: CurveDocument): string {
  const head = [
    `apiVersion: ${API_VERSION}`,
    'kind: Curve',
    'metadata:',
    `  name: ${flowText(curve.name)}`,
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
