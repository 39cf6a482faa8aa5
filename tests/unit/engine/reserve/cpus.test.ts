import { describe, expect, test } from 'vitest'
import { formatCpuList, parseCpuList } from '../../../../src/base/cpu-list.ts'
import { pickCpus } from '../../../../src/engine/reserve/cpus.ts'
import { HostTable } from '../../../../src/engine/state/host-table.ts'
import type { Host } from '../../../../src/model/fleet.ts'
import { BARE } from '../../bare-holding.ts'
import { fleetOf, smtHost } from '../small-fleet.ts'

interface Pick {
  readonly taken: string
  readonly numa?: number
  readonly fullCores?: boolean
  /** Siblings of `taken` that the pod has been given before. */
  readonly given?: string
}

/** NumaNode 0 = cores {0,8} {1,9} {2,10} {3,11}, NumaNode 1 = {4,12} … {7,15}; `taken` is someone else's. */
function pick(host: Partial<Host>, count: number, { taken, numa = 0, fullCores = false, given = '' }: Pick): string {
  const hosts = new HostTable(fleetOf([{ ...smtHost('h'), ...host }]))
  hosts.take({ host: 0, cpus: parseCpuList(taken)!, memoryMib: [0, 0], ...BARE, ip: 0x0a00000a })
  const picked = parseCpuList(given)!
  pickCpus(hosts, 0, numa, count, fullCores, picked)
  return formatCpuList(picked.sort((a, b) => a - b))
}

describe('a new pod gets whole cores first, then threads of broken ones', () => {
  test.each([
    ['', 2, '0,8'],
    ['', 4, '0-1,8-9'],
    ['', 3, '0-1,8'],
    ['', 1, '0'],
    ['', 8, '0-3,8-11'],
    ['1', 1, '9'],
    ['1', 3, '0,8-9'],
    ['0-1', 3, '2,8,10'],
    ['0-3', 3, '8-10'],
    ['0-2', 4, '3,8-9,11'],
    ['8-9', 2, '2,10'],
    ['0-3,8-10', 1, '11'],
  ])('with %j taken, %i Cpus are %j', (taken, count, expected) => {
    expect(pick({}, count, { taken })).toBe(expected)
  })

  test.each([
    ['', 3, '4-5,12'],
    ['4,13', 2, '6,14'],
    ['4-6,13-15', 2, '7,12'],
  ])('of the other NumaNode with %j taken, %i Cpus are %j', (taken, count, expected) => {
    expect(pick({}, count, { taken, numa: 1 })).toBe(expected)
  })
})

test('a core of one thread counts as a broken one for a pod of full cores alone', () => {
  // Cpu 8 is the system's: core {0} has one thread to give.
  const reserved = { reservedCpus: '8' }
  expect(pick(reserved, 1, { taken: '' })).toBe('0')
  expect(pick(reserved, 3, { taken: '' })).toBe('0-1,9')
  expect(pick(reserved, 2, { taken: '', fullCores: true })).toBe('1,9')
  expect(pick(reserved, 4, { taken: '1', fullCores: true })).toBe('2-3,10-11')
})

test('siblings of its own Cpus that a growing pod has been given are not given again', () => {
  expect(pick({}, 1, { taken: '0-3,9-10', given: '8' })).toBe('8,11')
  expect(pick({}, 3, { taken: '0-1', given: '8' })).toBe('2,8-10')
  expect(pick({}, 3, { taken: '0-1,4', given: '12' })).toBe('2,8,10,12')
})
