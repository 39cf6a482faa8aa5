import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatCpuList, parseCpuList } from '../../../src/base/cpu-list.ts'
import { formatIpv4, macOfIpv4, parseIpv4 } from '../../../src/base/ipv4.ts'
import { byCodeUnit } from '../../../src/base/order.ts'

test.each([
  [[], ''],
  [[0], '0'],
  [[4, 5, 6, 7, 52, 53, 54, 55], '4-7,52-55'],
  [[1, 3, 5], '1,3,5'],
  [[0, 1, 3], '0-1,3'],
])('Cpus %j are written %j', (cpus, text) => {
  expect(formatCpuList(cpus)).toBe(text)
  expect(parseCpuList(text)).toEqual(cpus)
})

test.each(['3-1', '1,1', '2,1', '1-', 'a', '0--1', '1, 2', '0-3,2'])('%j is no Cpu list', (text) => {
  expect(parseCpuList(text)).toBeNull()
})

test('Cpu lists survive writing and reading', () => {
  const sets = fc.uniqueArray(fc.nat(400)).map((cpus) => cpus.sort((a, b) => a - b))
  const survives = fc.property(sets, (cpus) => {
    expect(parseCpuList(formatCpuList(cpus))).toEqual(cpus)
  })
  fc.assert(survives, { seed: 1 })
})

test('addresses survive writing and reading, up to the last', () => {
  for (const text of ['0.0.0.0', '10.3.4.17', '255.255.255.255', '192.168.0.1']) {
    expect(formatIpv4(parseIpv4(text) ?? -1)).toBe(text)
  }
  for (const text of ['10.0.0', '10.0.0.256', '10.0.0.1.2', 'x', '']) expect(parseIpv4(text)).toBeNull()
})

test('the MAC carries the four octets', () => {
  expect(macOfIpv4(parseIpv4('10.3.4.17') ?? 0)).toBe('02:00:0a:03:04:11')
  expect(macOfIpv4(parseIpv4('255.0.16.1') ?? 0)).toBe('02:00:ff:00:10:01')
})

test('order is by code unit, not by locale', () => {
  expect(['b', 'a', 'Z', 'h10', 'h9'].sort(byCodeUnit)).toEqual(['Z', 'a', 'b', 'h10', 'h9'])
})
