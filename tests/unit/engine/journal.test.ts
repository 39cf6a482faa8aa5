import { expect, test } from 'vitest'
import { ChangeJournal } from '../../../src/engine/state/change-journal.ts'

test('tells each changed host once, in the order of last changes, and when it lost count', () => {
  const journal = new ChangeJournal(5)
  const changed = new Int32Array(6)
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
  expect(journal.freedCount).toBe(1)
  for (let i = 0; i < 2000; i++) journal.note(i % 5, false)
  expect(since(0)).toBeNull()
  expect(since(journal.end - 3)).toHaveLength(3)
})

test('goes on in a new epoch when positions run out, and readers of the old one start over', () => {
  const journal = new ChangeJournal(3, 1030)
  const changed = new Int32Array(4)
  for (let i = 0; i < 1030; i++) journal.note(0, true)
  const before = journal.end
  expect(journal.changedSince(before - 1, changed)).toBe(1)
  journal.note(2, true)
  journal.note(1, false)
  expect(journal.end).toBe(before + 2)
  expect(journal.changedSince(before - 1, changed)).toBeNull()
  expect(journal.changedSince(before, changed)).toBe(2)
  expect([...changed.subarray(0, 2)]).toEqual([2, 1])
  expect(journal.freedCount).toBe(1031)
})
