import { expect, it } from 'vitest'
import { goalWords, promiseWords, untriedWords } from '../../../src/model/goal-words.ts'
import type { Goal } from '../../../src/model/scenario.ts'

const DAY_US = 86_400_000_000
const goal: Goal = { refusedPermille: 1, readyWaitUsP99: 120_000_000, seedsPercent: 90 }

it('says every bound of a goal that there is, and in how many seeds', () => {
  expect(promiseWords(goal, String)).toBe('players refused at most 1 ‰, ready wait p99 at most 120 s, in 90 % of seeds')
  expect(promiseWords({ degradedPermille: 20, seedsPercent: 100 }, String)).toBe(
    'players degraded at most 20 ‰, in 100 % of seeds',
  )
})

it.each([
  [1, 'also with any module lost for 1d'],
  [2, 'also with any 2 modules lost for 1d'],
])('says which losses it survives, %s at once', (count, words) => {
  const lossesToSurvive = { domain: 'module', count, downUs: DAY_US } as const
  expect(goalWords({ ...goal, lossesToSurvive }, String)).toBe(`${promiseWords(goal, String)}, ${words}`)
  expect(goalWords(goal, String)).toBe(promiseWords(goal, String))
})

it('says which losses runs with nothing lost leave open, and who tries them', () => {
  const lossesToSurvive = { domain: 'host', count: 1, downUs: DAY_US } as const
  expect(untriedWords({ ...goal, lossesToSurvive })).toBe('with any host lost for 1d: not tried here; berth plan does')
  expect(untriedWords(goal)).toBeNull()
})
