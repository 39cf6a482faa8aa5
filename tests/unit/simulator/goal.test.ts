import { expect, it } from 'vitest'
import { goalBounds } from '../../../simulator/record/goal.ts'
import type { RunSummary } from '../../../simulator/record/summary.ts'

const NONE = { count: 0, p50: null, p90: null, p99: null, max: null }
const summary = (wishes: Partial<RunSummary>) =>
  ({ playerHours: 2000, playerHoursRefused: 2, playerHoursDegraded: 50, readyWaitUs: NONE, ...wishes }) as RunSummary

it('keeps a bound that is just reached and breaks one by the next bit above it, each alone', () => {
  const goal = { refusedPermille: 1, degradedPermille: 24.9, readyWaitUsP99: 100, seedsPercent: 90 }
  expect(goalBounds(goal, summary({ readyWaitUs: { ...NONE, p99: 101 } }))).toEqual([
    { name: 'refusedPermille', atMost: 1, found: 1, isKept: true },
    { name: 'degradedPermille', atMost: 24.9, found: 25, isKept: false },
    { name: 'readyWaitUsP99', atMost: 100, found: 101, isKept: false },
  ])
})

it('has no bound that is not promised, and keeps one of which there is nothing to measure', () => {
  expect(goalBounds({ degradedPermille: 0, seedsPercent: 90 }, summary({ playerHours: 0 }))).toEqual([
    { name: 'degradedPermille', atMost: 0, found: null, isKept: true },
  ])
  expect(goalBounds({ readyWaitUsP99: 0, seedsPercent: 90 }, summary({}))[0]).toMatchObject({
    found: null,
    isKept: true,
  })
})
