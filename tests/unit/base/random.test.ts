import { expect, test } from 'vitest'
import { randomStream } from '../../../src/base/random.ts'

test('a stream is pinned: the same seed and source give the same draws for ever', () => {
  const stream = randomStream(42, 'start/moba/z1/logic-3')
  expect(Array.from({ length: 4 }, () => stream.uint32())).toMatchInlineSnapshot(`
    [
      73679190,
      1738060531,
      3038994736,
      799461418,
    ]
  `)
})

test('seeds and sources part at once, also above 32 bits', () => {
  const first = (seed: number, source: string): number => randomStream(seed, source).uint32()
  const draws = [first(1, 'a'), first(2, 'a'), first(1, 'b'), first(1 + 2 ** 32, 'a'), first(1, 'ab'), first(1, 'ba')]
  expect(new Set(draws).size).toBe(draws.length)
})

test('bounds hold and every value comes', () => {
  const stream = randomStream(7, 'bounds')
  const seen = new Map<number, number>()
  for (let i = 0; i < 12_000; i++) {
    const draw = stream.between(3, 8)
    seen.set(draw, (seen.get(draw) ?? 0) + 1)
  }
  expect([...seen.keys()].sort()).toEqual([3, 4, 5, 6, 7, 8])
  // Six cells of 2,000 expected: a chi-square of 25 has a chance of about 1 in 7,000.
  const chiSquare = [...seen.values()].reduce((sum, count) => sum + (count - 2000) ** 2 / 2000, 0)
  expect(chiSquare).toBeLessThan(25)
})
