import { expect, it } from 'vitest'
import { nextDirection, type SortKey, sortRows } from '../../../src/workbench/shell/sort-rows.ts'

const sorted = (keys: readonly SortKey[], direction: 'ascending' | 'descending') =>
  sortRows(
    keys.map((key, at) => ({ key, at })),
    ({ key }) => key,
    direction,
  )

it('orders numbers by size and words by their numbers too', () => {
  expect(sorted([10, 9, -1, 100], 'ascending').map(({ key }) => key)).toEqual([-1, 9, 10, 100])
  expect(sorted(['h10', 'h9', 'g'], 'descending').map(({ key }) => key)).toEqual(['h10', 'h9', 'g'])
})

it.each(['ascending', 'descending'] as const)('leaves what has no key last, and equal rows as they were, %s', (way) => {
  const rows = sorted([null, 2, 1, null, 2], way)
  expect(rows.slice(3).map(({ at }) => at)).toEqual([0, 3])
  expect(rows.filter(({ key }) => key === 2).map(({ at }) => at)).toEqual([1, 4])
  expect(rows[0].key).toBe(way === 'ascending' ? 1 : 2)
})

it('goes upward, downward and back to how the rows came', () => {
  expect([null, 'ascending', 'descending'].map((way) => nextDirection(way as never))).toEqual([
    'ascending',
    'descending',
    null,
  ])
})
