import { describe, expect, test } from 'vitest'
import { formatCpuList, parseCpuList } from '../../../../src/base/cpu-list.ts'
import { resizeInPlace } from '../../../../src/engine/resize/resize.ts'
import { type ResizeWish, resizeWish } from '../../../../src/engine/resize/wish.ts'
import { HostTable } from '../../../../src/engine/state/host-table.ts'
import type { Holding } from '../../../../src/model/holding.ts'
import type { NumaPolicy } from '../../../../src/model/request.ts'
import { BARE } from '../../bare-holding.ts'
import { fleetOf, PLAIN, smtHost } from '../small-fleet.ts'

const holding = (cpus: string, memoryMib: readonly number[], ip = 10): Holding => ({
  host: 0,
  cpus: parseCpuList(cpus)!,
  memoryMib,
  ...BARE,
  ip: 0x0a000000 + ip,
})

const wish = (hosts: HostTable, held: Holding, cpus: number, memoryMib: number, numa: NumaPolicy): ResizeWish => {
  return resizeWish(hosts, held, { cpus, cpuMilli: 0, memoryMib }, { ...PLAIN, numa })
}

/**
 * One host, NumaNode 0 = cores {0,8} {1,9} {2,10} {3,11}, NumaNode 1 = {4,12} {5,13} {6,14} {7,15}; `taken` is someone
 * else's.
 */
function tableWith(taken: string): HostTable {
  const hosts = new HostTable(fleetOf([smtHost('h')]))
  if (taken !== '') hosts.take(holding(taken, [1, 0], 99))
  return hosts
}

describe('a resize keeps what it can', () => {
  test.each([
    ['grows into its own sibling first', '', '0', 2, '0,8'],
    ['then into whole cores', '', '0,8', 4, '0-1,8-9'],
    ['does not take the sibling of a core it shares while whole cores are there', '8', '0', 3, '0-1,9'],
    ['gives back the thread of a broken core first', '', '0-1,8', 2, '0,8'],
    ['gives back the highest core', '', '0-2,8-10', 4, '0-1,8-9'],
    ['leaves a NumaNode when it can', '', '0-3,4,8-11', 4, '0-1,8-9'],
    ['keeps the same Cpus at the same size', '', '1,5', 2, '1,5'],
    ['spills over when its NumaNode is full', '1-3,8-11', '0', 3, '0,4,12'],
  ])('%s', (_name, taken, held, cpus, expected) => {
    const hosts = tableWith(taken)
    const before = holding(held, [512, 0])
    hosts.take(before)
    const after = resizeInPlace(hosts, wish(hosts, before, cpus, 512, 'preferred'))
    expect(after && formatCpuList(after.cpus)).toBe(expected)
  })

  test('policy single refuses to leave its NumaNode', () => {
    const hosts = tableWith('1-3,8-11')
    const before = holding('0', [512, 0])
    hosts.take(before)
    expect(resizeInPlace(hosts, wish(hosts, before, 2, 512, 'single'))).toBeNull()
    expect(resizeInPlace(hosts, wish(hosts, before, 1, 9000, 'single'))).toBeNull()
    expect(resizeInPlace(hosts, wish(hosts, before, 1, 8191, 'single'))?.memoryMib).toEqual([8191, 0])
  })
})

describe('a resize stands on what it retains', () => {
  const grown = (cpus: string, memoryMib: readonly number[], want: { cpus: number; memoryMib: number }): unknown => {
    const hosts = new HostTable(fleetOf([smtHost('h', memoryMib.length)]))
    const before = holding(cpus, memoryMib)
    hosts.take(before)
    const after = resizeInPlace(hosts, wish(hosts, before, want.cpus, want.memoryMib, 'preferred'))
    return after && { cpus: formatCpuList(after.cpus), memoryMib: after.memoryMib }
  }

  test('Cpus grow where the Cpus are, though the memory lies elsewhere', () => {
    expect(grown('4,12', [0, 512], { cpus: 4, memoryMib: 256 })).toEqual({ cpus: '4-5,12-13', memoryMib: [0, 256] })
    expect(grown('0,8', [0, 512], { cpus: 4, memoryMib: 512 })).toEqual({ cpus: '0-1,8-9', memoryMib: [0, 512] })
    expect(grown('0,8', [0, 512], { cpus: 4, memoryMib: 256 })).toEqual({ cpus: '0-1,8-9', memoryMib: [0, 256] })
  })

  test('memory grows where the memory is, though the Cpus shrink elsewhere', () => {
    expect(grown('0,8', [0, 512], { cpus: 1, memoryMib: 1024 })).toEqual({ cpus: '0', memoryMib: [0, 1024] })
  })

  test('what spills over goes to the emptiest NumaNode, ties to the lowest', () => {
    const full = parseCpuList('0-3,16-19')!
    expect(grown(formatCpuList(full), [512, 0, 0, 0], { cpus: 10, memoryMib: 512 })).toEqual({
      cpus: '0-4,16-20',
      memoryMib: [512, 0, 0, 0],
    })
  })
})
