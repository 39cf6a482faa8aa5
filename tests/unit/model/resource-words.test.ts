import { expect, test } from 'vitest'
import { formatCount } from '../../../src/cli/output.ts'
import { amountWords, figureWords, nearestWords } from '../../../src/model/resource-words.ts'

test('amounts say what of and in which unit', () => {
  expect(amountWords('memoryMib', 12_288, formatCount)).toBe('12,288 MiB of memory')
  expect(amountWords('vf', 1, formatCount)).toBe('1 VF')
  expect(amountWords('ip', 3, formatCount)).toBe('3 addresses')
  expect(figureWords('volumeMib', 2048, formatCount)).toBe('2,048 MiB')
  expect(figureWords('cpus', 1.5, formatCount)).toBe('1.50')
})

test('the nearest change says how much more of what, on how many hosts', () => {
  expect(nearestWords({ resource: 'nicKpps', amount: 60, hosts: 1 }, formatCount)).toBe(
    '60 kpps of packet rate more on one host',
  )
  expect(nearestWords({ resource: 'cpus', amount: 1, hosts: 1200 }, formatCount)).toBe(
    '1 Cpu more on any of 1,200 hosts',
  )
})
