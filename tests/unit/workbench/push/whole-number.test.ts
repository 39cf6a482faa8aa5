import { expect, test } from 'vitest'
import { wholeNumber } from '../../../../src/workbench/push/parts/whole-number.ts'

test('only digits within the bounds are a whole number, and blanks around them do not matter', () => {
  expect(['500', ' 1000 ', '007'].map((text) => wholeNumber(text, 1, 1000))).toEqual([500, 1000, 7])
  expect(['', '0', '5000', '16 GiB', '1.5', '-3', '1e3'].map((text) => wholeNumber(text, 1, 1000))).toEqual(
    Array(7).fill(null),
  )
})
