import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ScoreBoard } from '../../../src/engine/choose/score-board.ts'

const WORST = -1000

test('finds the lowest rank of the highest score in any range after any changes', () => {
  const change = fc.record({
    rank: fc.oneof(fc.nat(299), fc.nat(9999)),
    score: fc.constantFrom(WORST, 0, 1, 2, 3, 4),
    from: fc.oneof(fc.nat(300), fc.nat(10_000)),
    to: fc.oneof(fc.nat(300), fc.nat(10_000)),
  })
  fc.assert(
    fc.property(
      fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 4000, max: 10_000 })),
      fc.array(change, { maxLength: 200 }),
      (size, changes) => {
        const board = new ScoreBoard(size, WORST)
        const plain: number[] = Array(size).fill(WORST)
        for (const { rank, score, from, to } of changes) {
          board.set(rank % size, score)
          plain[rank % size] = score
          const stretch = plain.slice(Math.min(from, size), Math.min(to, size))
          const best = Math.max(WORST, ...stretch)
          const expected = best === WORST ? -1 : from + stretch.indexOf(best)
          expect(board.bestIn(Math.min(from, size), Math.min(to, size))).toBe(expected)
          expect(board.bestScore).toBe(best)
        }
      },
    ),
    { seed: 1, numRuns: 400 },
  )
})
