import { expect, test } from 'vitest'
import { US_PER_DAY, US_PER_HOUR } from '../../../src/base/units.ts'
import { formatInstant, formatMib, formatRate } from '../../../src/workbench/format.ts'

test('an instant of what lasts longer than a day has its day', () => {
  const atUs = 9 * US_PER_DAY + 20 * US_PER_HOUR + 35_408_000
  expect(formatInstant(atUs, atUs)).toBe('Day 10 20:00:35.408')
  expect(formatInstant(0, atUs)).toBe('Day 1 00:00:00.000')
  expect(formatInstant(US_PER_HOUR, US_PER_DAY)).toBe('01:00:00.000')
})

test('amounts are in the largest unit that they fill, thousands apart', () => {
  expect([1023, 6144, 1_500_000, 1.2e9].map(formatMib)).toEqual(['1,023 MiB', '6 GiB', '1.43 TiB', '1,144 TiB'])
  expect([1000, 2048, 1453 * 1024].map(formatRate)).toEqual(['1,000 KiB/s', '2 MiB/s', '1.42 GiB/s'])
})
