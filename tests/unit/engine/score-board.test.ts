import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BLOCK_BITS, ScoreBoard } from '../../../src/engine/choose/score-board.ts'

const WORST = -1000

test('finds the lowest rank of the highest score in any range after any changes and estimates', () => {
  const change = fc.record({
    rank: fc.oneof(fc.nat(299), fc.nat(9999)),
    score: fc.constantFrom(WORST, 0, 1, 2, 3, 4),
    /** What an estimate is above the score; null for a score that is set. */
    over: fc.constantFrom(null, 0, 1, 2),
    from: fc.oneof(fc.nat(300), fc.nat(10_000)),
    to: fc.oneof(fc.nat(300), fc.nat(10_000)),
  })
  let unsettled = 0
  fc.assert(
    fc.property(
      fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 4000, max: 10_000 })),
      fc.array(change, { maxLength: 200 }),
      (size, changes) => {
        const plain: number[] = Array(size).fill(WORST)
        const board = new ScoreBoard(size, WORST, (rank, atMost) => {
          expect(atMost).toBe(estimates.get(rank))
          estimates.delete(rank)
          return plain[rank]
        })
        const estimates = new Map<number, number>()
        for (const { rank: drawn, score, over, from, to } of changes) {
          const rank = drawn % size
          plain[rank] = score
          if (over === null) {
            board.set(rank, score)
            estimates.delete(rank)
          } else {
            const atMost = score === WORST ? over : score + over
            board.columns.scores[rank] = atMost
            board.columns.estimated[rank >>> 5] |= 1 << rank
            board.lift(rank >>> BLOCK_BITS, atMost)
            estimates.set(rank, atMost)
          }
          const stretch = plain.slice(Math.min(from, size), Math.min(to, size))
          const best = Math.max(WORST, ...stretch)
          const expected = best === WORST ? -1 : from + stretch.indexOf(best)
          expect(board.bestIn(Math.min(from, size), Math.min(to, size))).toBe(expected)
          expect(board.bestScore).toBe(best)
        }
        unsettled += estimates.size
      },
    ),
    { seed: 1, numRuns: 400 },
  )
  expect(unsettled).toBeGreaterThan(500)
})
