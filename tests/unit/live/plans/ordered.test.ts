import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runOrdered } from '../../../../src/live/plans/ordered.ts'

/** Numbers 1 … n, each needing some of those before it. */
const graphs = fc.integer({ min: 0, max: 12 }).chain((count) => {
  return fc.record({
    needs: fc.tuple(
      ...Array.from({ length: count }, (_, i) => fc.subarray(Array.from({ length: i }, (__, j) => j + 1))),
    ),
    turns: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: count, maxLength: count }),
    concurrency: fc.integer({ min: 1, max: 5 }),
    fails: fc.option(fc.integer({ min: 1, max: Math.max(1, count) }), { nil: 0 }),
  })
})

async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await Promise.resolve()
}

describe('running in order', () => {
  it('keeps needs and the limit, runs each once, and starts none after a false', async () => {
    await fc.assert(
      fc.asyncProperty(graphs, async ({ needs, turns: lengths, concurrency, fails }) => {
        const numbers = needs.map((_, i) => i + 1)
        const done = new Set<number>()
        const begun: number[] = []
        let inHand = 0
        let hasFailed = false
        await runOrdered(numbers, new Map(numbers.map((n) => [n, needs[n - 1]])), concurrency, async (number) => {
          expect(hasFailed).toBe(false)
          expect(needs[number - 1].filter((other) => !done.has(other))).toEqual([])
          begun.push(number)
          expect(++inHand).toBeLessThanOrEqual(concurrency)
          await turns(lengths[number - 1])
          inHand--
          if (number === fails) {
            // The runner learns of it a few turns of the queue later.
            void turns(6).then(() => {
              hasFailed = true
            })
            return false
          }
          done.add(number)
          return true
        })
        expect(inHand).toBe(0)
        expect(new Set(begun).size).toBe(begun.length)
        if (fails === 0 || !begun.includes(fails)) expect(done.size).toBe(numbers.length)
      }),
      { seed: 7, numRuns: 300 },
    )
  })

  it('rejects with the first error, when nothing is under way any more', async () => {
    const ends: number[] = []
    const run = runOrdered([1, 2, 3], new Map(), 2, async (number) => {
      await turns(number * 3)
      ends.push(number)
      if (number === 1) throw new Error('disk')
      return true
    })
    await expect(run).rejects.toThrow('disk')
    expect(ends).toEqual([1, 2])
  })
})
