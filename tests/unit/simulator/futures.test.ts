import { expect, it } from 'vitest'
import { bandsOf, FUTURE_FIGURES, keptCount, type Outcome } from '../../../simulator/planner/futures.ts'

const outcome = (value: number | null, isKept = true): Outcome => ({
  figures: FUTURE_FIGURES.map(() => value),
  goal: [{ name: 'refusedPermille', atMost: 1, found: value, isKept }],
})

it('takes nearest-rank quantiles of what was measured, in any order', () => {
  const outcomes = [10, 3, 7, null, 1, 9, 2, 8, 5, 4, 6].map((value) => outcome(value))
  expect(bandsOf(outcomes)[0]).toEqual({ p10: 1, p50: 5, p90: 9, max: 10 })
  expect(bandsOf([outcome(4)])[0]).toEqual({ p10: 4, p50: 4, p90: 4, max: 4 })
  expect(bandsOf([outcome(null)])[0]).toBeNull()
})

it('counts the futures that keep every bound', () => {
  expect(keptCount([outcome(1), outcome(2, false), outcome(0)])).toBe(2)
  expect(keptCount([{ figures: [], goal: null }])).toBeNull()
})
