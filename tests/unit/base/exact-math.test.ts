import { describe, expect, it } from 'vitest'
import { ln } from '../../../src/base/exact-math.ts'
import { randomStream } from '../../../src/base/random.ts'

describe('ln', () => {
  it('is exactly 0 at 1', () => {
    expect(ln(1)).toBe(0)
  })

  it.each([5e-324, 1e-300, 2 ** -53, 1e-10, 0.1, 0.5, 2 / 3, 1 - 2 ** -53, 1 + 2 ** -52, 4 / 3, 2, 10, 1e10, 1e300])(
    'agrees with Math.log at %d',
    (x) => {
      const expected = Math.log(x)
      expect(Math.abs(ln(x) - expected)).toBeLessThanOrEqual(1e-15 * Math.max(1, Math.abs(expected)))
    },
  )

  it('agrees with Math.log within 1e-15 × max(1, |ln x|) over many magnitudes', () => {
    const stream = randomStream(1, 'ln')
    let worst = 0
    for (let i = 0; i < 100_000; i++) {
      const x = (stream.unit() + 2 ** -33) * 2 ** (stream.below(120) - 60)
      const expected = Math.log(x)
      worst = Math.max(worst, Math.abs(ln(x) - expected) / Math.max(1, Math.abs(expected)))
    }
    expect(worst).toBeLessThan(1e-15)
  })

  it.each([0, -1, Infinity, Number.NaN])('refuses %d', (x) => {
    expect(() => ln(x)).toThrow('ln of')
  })
})
