import { describe, expect, it } from 'vitest'
import { US_PER_DAY, US_PER_HOUR, US_PER_MINUTE } from '../../../src/base/units.ts'
import type { SampledForm, ShapedForm } from '../../../src/model/parse/curve.ts'
import { parseCurve } from '../../../src/model/parse/curve.ts'
import { expandShape } from '../../../src/model/parse/curve-shape.ts'
import { accepted, namesIn, textOf } from './bundled.ts'

function sampled(name: string): SampledForm {
  const { form } = accepted(parseCurve(textOf('curves', name) ?? ''))
  if (form.kind !== 'samples') throw new Error(`${name} is a shape`)
  return form
}

describe('bundled curves', () => {
  it.each(namesIn('curves'))('%s parses, is named as its file and says where it is from', (name) => {
    const curve = accepted(parseCurve(textOf('curves', name) ?? ''))
    expect(curve.name).toBe(name)
    expect(curve.source.length).toBeGreaterThan(40)
    if (curve.form.kind === 'samples') expect(Math.max(...curve.form.samples)).toBe(1)
    else expect(Math.max(...curve.form.launch.map(([, share]) => share))).toBe(1)
  })

  it('the launch has 62 % of its peak ten minutes after it opened, and its peak at 02:40', () => {
    const { stepUs, samples } = sampled('steam-launch-2026-03')
    expect(stepUs).toBe(10 * US_PER_MINUTE)
    expect(samples[0]).toBe(Math.round((2275 / 88337) * 10_000) / 10_000)
    expect(samples[1]).toBe(Math.round((54431 / 88337) * 10_000) / 10_000)
    expect(Math.round(samples[1] * 100)).toBe(62)
    expect(samples.indexOf(1)).toBe((8 * 60 + 40) / 10)
  })

  it('Decentraland is 18 whole weeks of hours, and its hole repeats the week before', () => {
    const { stepUs, samples } = sampled('decentraland-2021')
    expect(stepUs).toBe(US_PER_HOUR)
    expect(samples.length).toBe(18 * 7 * 24)
    const hole = ((30 - 12 + 30) * 24 + 2) | 0 // 2021-05-30 02:00, counted from 2021-04-12
    for (const hour of [0, 100, 300, 453]) expect(samples[hole + hour]).toBe(samples[hole + hour - 168])
  })
})

const SHAPE: ShapedForm = {
  kind: 'shape',
  launch: [
    [0, 0.5],
    [10, 1],
    [20, 0],
  ],
  daily: { trough: 0.4, peakHour: 20 },
  weekend: 1.25,
}

describe('expandShape', () => {
  const at = (shape: ShapedForm, us: number): number => expandShape(shape, 0, us, us, US_PER_HOUR)[0]
  const level: ShapedForm = { ...SHAPE, launch: [[0, 1]], weekend: 1 }

  it('is 1 at the peak hour, the trough twelve hours away, half way between at six', () => {
    expect(at(level, 20 * US_PER_HOUR)).toBe(1)
    expect(at(level, 8 * US_PER_HOUR)).toBe(0.4)
    expect(at(level, 14 * US_PER_HOUR)).toBe(0.7)
    expect(at(level, 26 * US_PER_HOUR)).toBe(0.7)
  })

  it('gives Saturday and Sunday the peak and working days its share, before the start too', () => {
    const weekly = { ...level, daily: { trough: 1, peakHour: 0 }, weekend: 1.25 }
    const days = [-2, -1, 0, 4, 5, 6, 7].map(
      (day) => expandShape(weekly, -9 * US_PER_DAY, day * US_PER_DAY, day * US_PER_DAY, 1)[0],
    )
    expect(days).toEqual([1, 1, 0.8, 0.8, 1, 1, 0.8])
  })

  it('joins the launch points linearly, holds the last and is 0 before the launch', () => {
    const flat = { ...SHAPE, daily: { trough: 1, peakHour: 0 }, weekend: 1 }
    expect([0, 5, 10, 15, 20, 30].map((day) => at(flat, day * US_PER_DAY))).toEqual([0.5, 0.75, 1, 0.5, 0, 0])
    expect([...expandShape(flat, 2 * US_PER_DAY, 0, US_PER_DAY, US_PER_DAY)]).toEqual([0, 0])
  })

  it('covers a year at hourly steps with both ends', () => {
    expect(expandShape(SHAPE, 0, 0, 365 * US_PER_DAY, US_PER_HOUR).length).toBe(8761)
  })
})
