import { describe, expect, it } from 'vitest'
import { US_PER_DAY } from '../../../src/base/units.ts'
import { curveSvg } from '../../../src/cli/plan-fleet/report/curve-svg.ts'

function labels(days: number, cpus: number) {
  const point = { p10: 1, p50: 1, p90: 1, present: cpus, planned: 1 }
  const { html } = curveSvg([0, days * US_PER_DAY].map((atUs) => ({ atUs, ...point })))
  const texts = [...html.matchAll(/<text class="tick" x="([\d.]+)"[^>]*>([^<]*)</g)]
  return texts.map(([, x, text]) => ({ x: Number(x), text }))
}

describe('the curve of a report', () => {
  it.each([1, 7, 30, 45, 120, 361, 365, 900])('has the names of days within the picture over %d days', (days) => {
    const named = labels(days, 100).filter(({ text }) => text.startsWith('Day'))
    expect(named[0].text).toBe('Day 1')
    // Seven figures of twelve pixels at the most, of 880.
    for (const { x, text } of named) expect(x + 7 * text.length).toBeLessThan(880)
  })

  it.each([1, 3, 7, 10, 12, 45, 50, 99, 130, 1000])('has whole Cpus evenly apart at its lines up to %d', (cpus) => {
    const counts = labels(9, cpus).flatMap(({ text }) =>
      text.startsWith('Day') ? [] : [Number(text.replace(',', ''))],
    )
    const apart = counts.slice(1).map((count, i) => count - counts[i])
    expect(new Set(apart).size).toBe(1)
    expect(counts.at(-1)).toBeGreaterThanOrEqual(cpus)
  })
})
