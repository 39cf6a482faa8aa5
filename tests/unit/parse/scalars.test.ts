import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import * as scalars from '../../../src/model/parse/scalars.ts'

function read(schema: z.ZodType, value: unknown): unknown {
  const result = schema.safeParse(value)
  return result.success ? result.data : 'fault'
}

describe('quantities', () => {
  it.each([
    ['2Gi', 2048, 2048],
    ['200Mi', 200, 200],
    ['1.5Gi', 1536, 1536],
    ['1Ki', 1, 'fault'],
    ['1000M', 954, 953],
    ['1G', 954, 953],
    [1048577, 2, 1],
    ['0.1Gi', 103, 102],
    ['1Pi', 1024 ** 3, 1024 ** 3],
    ['2Pi', 'fault', 'fault'],
    ['2 Gi', 'fault', 'fault'],
    ['2gi', 'fault', 'fault'],
    ['-1Gi', 'fault', 'fault'],
    ['1e3', 'fault', 'fault'],
    [Number.NaN, 'fault', 'fault'],
    [null, 'fault', 'fault'],
    [['1Gi'], 'fault', 'fault'],
  ])('%s is requested as %s MiB and allocatable as %s MiB', (text, requested, allocatable) => {
    expect(read(scalars.requestMib, text)).toBe(requested)
    expect(read(scalars.allocatableMib, text)).toBe(allocatable)
  })

  it.each([
    ['500m', 1],
    ['1001m', 2],
    [4, 4],
    ['4', 4],
    [2.5, 3],
    ['1.001', 2],
    [0, 'fault'],
    ['0m', 'fault'],
    ['1025', 'fault'],
    ['4 cores', 'fault'],
    [true, 'fault'],
  ])('%s of Cpus is %s whole ones', (text, cpus) => {
    expect(read(scalars.requestCpus, text)).toBe(cpus)
  })

  it('reads loads in thousandths without rounding', () => {
    expect(['250m', '0.25', 0.25, 2].map((value) => read(scalars.loadMilli, value))).toEqual([250, 250, 250, 2000])
  })
})

describe('durations', () => {
  it.each([
    ['10m', 600e6],
    ['1h30m', 5400e6],
    ['7d', 604_800e6],
    ['20ms', 20_000],
    ['5us', 5],
    [0, 0],
    ['-30d', 'fault'],
    ['10', 'fault'],
    [10, 'fault'],
    ['1.5h', 'fault'],
    ['3651d', 'fault'],
    ['', 'fault'],
  ])('%s is %s microseconds', (text, us) => {
    expect(read(scalars.duration(0, '0'), text)).toBe(us)
  })

  it('takes a sign where a time may be before the start, and never gives minus zero', () => {
    expect(read(scalars.offset, '-30d')).toBe(-30 * 86_400e6)
    expect(Object.is(read(scalars.offset, '-0d'), 0)).toBe(true)
  })
})

describe('names', () => {
  it.each([
    ['sz-a-m01', true],
    ['0', true],
    ['a'.repeat(63), true],
    ['a'.repeat(64), false],
    ['-a', false],
    ['a-', false],
    ['Sz', false],
    ['sz_a', false],
    ['süd', false],
    ['a\n', false],
    ['', false],
    [7, false],
  ])('%j is a name: %s', (text, isName) => {
    expect(scalars.name.safeParse(text).success).toBe(isName)
  })
})
