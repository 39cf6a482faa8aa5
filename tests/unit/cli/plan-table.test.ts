import { expect, it } from 'vitest'
import { boundText } from '../../../src/cli/plan-fleet/plan-table.ts'

it.each([
  [{ addAtLeast: 0, freeAtMost: 1, planned: 1 }, '1 host fewer at most; the plan has 1 more'],
  [{ addAtLeast: 0, freeAtMost: 9, planned: -2 }, '9 hosts fewer at most; the plan has 2 fewer'],
  [{ addAtLeast: 0, freeAtMost: 0, planned: 0 }, 'no host can go; the plan has as many'],
  [{ addAtLeast: 1, freeAtMost: 0, planned: 1 }, '1 host more at least; the plan has 1 more'],
  [{ addAtLeast: 1200, freeAtMost: 0, planned: 3 }, '1,200 hosts more at least; the plan has 3 more'],
])('says of demand alone how many hosts it leaves or wants: %o', (bound, words) => {
  const line = boundText({ idcs: ['sz-a'], resource: 'cpus', demand: 10, capacity: 12, ...bound })
  expect(line).toBe(`bound: what may lie in sz-a asks for 10 Cpus at the peak, 12 there: ${words}`)
})
