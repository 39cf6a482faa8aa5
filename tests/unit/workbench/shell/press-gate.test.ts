import { expect, test } from 'vitest'
import { PressGate } from '../../../../src/workbench/shell/press-gate.ts'

test('a double click and a key held down are one press, presses that are apart are two', () => {
  const gate = new PressGate()
  expect([gate.takes(0, 1), gate.takes(120, 2), gate.takes(240, 3)]).toEqual([true, false, false])
  // A slow double click, by what the system takes for one.
  expect([gate.takes(2000, 1), gate.takes(2600, 2)]).toEqual([true, false])
  const held = Array.from({ length: 40 }, (_, i) => gate.takes(5000 + i * 30, 0))
  expect(held.filter((isTaken) => isTaken).length).toBe(1)
  expect([gate.takes(9000, 1), gate.takes(9500, 1)]).toEqual([true, true])
})
