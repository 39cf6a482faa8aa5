import { expect, test } from 'vitest'
import { ChangeJournal } from '../../../src/engine/state/change-journal.ts'

test('tells each changed host once, in the order of last changes, and when it lost count', () => {
  const journal = new ChangeJournal(5)
  const changed = new Int32Array(5)
  const since = (position: number): number[] | null => {
    const count = journal.changedSince(position, changed)
    return count === null ? null : [...changed.subarray(0, count)]
  }
  expect(since(0)).toEqual([])
  expect(since(-1)).toBeNull()
  for (const host of [3, 1, 3, 4]) journal.note(host, false)
  expect(since(0)).toEqual([1, 3, 4])
  expect(since(3)).toEqual([4])
  journal.note(1, true)
  expect(journal.freedEnd).toBe(5)
  for (let i = 0; i < 2000; i++) journal.note(i % 5, false)
  expect(since(0)).toBeNull()
  expect(since(journal.end - 3)).toHaveLength(3)
})
