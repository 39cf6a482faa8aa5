import { describe, expect, test } from 'vitest'
import { formatCpuList, parseCpuList } from '../../../../src/base/cpu-list.ts'
import { formatIpv4 } from '../../../../src/base/ipv4.ts'
import { reserve } from '../../../../src/engine/reserve/reserve.ts'
import { spreadOver } from '../../../../src/engine/reserve/spread-over.ts'
import { HostTable } from '../../../../src/engine/state/host-table.ts'
import type { Fleet } from '../../../../src/model/fleet.ts'
import type { PodRequest } from '../../../../src/model/request.ts'
import { BARE } from '../../bare-holding.ts'
import { classOf } from '../class-of.ts'
import { fleetOf, smtHost } from '../small-fleet.ts'

/** Two NumaNodes, cores {c, c + 8}, 4 VFs at NumaNode 1 and a GPU at each; `taken` is someone else's. */
function tableWith(taken: string, memoryMib: readonly [number, number] = [0, 0]): HostTable {
  const gpus = [0, 1].map((numa) => ({ name: `gpu${numa}`, numa }))
  const nics = [{ name: 'eth0', numa: 1, vfs: 4, mbps: 100, kpps: 50 }]
  const plain = fleetOf([{ ...smtHost('h'), gpus, nics }])
  const over = { name: 'over', vlan: 9, subnet: '10.9.0.0/24', networks: ['overlay'] } as const
  const fleet: Fleet = {
    hosts: plain.hosts,
    segments: [over, ...plain.segments],
    pools: [{ name: 'o', segment: 'over', ranges: ['10.9.0.7-10.9.0.9'], boundTo: { hosts: ['h'] } }, ...plain.pools],
  }
  const hosts = new HostTable(fleet)
  const cpus = parseCpuList(taken)!
  if (taken !== '') hosts.take({ host: 0, cpus, memoryMib, ...BARE, pool: -1 })
  return hosts
}

describe('Cpus and memory lie as the NumaNode policy says', () => {
  test.each<[string, Partial<PodRequest>, string, string, readonly number[]]>([
    ['one NumaNode', { numa: 'single' }, '', '0,8', [1024, 0]],
    ['one NumaNode, in ascending order', { cpus: 4, numa: 'single' }, '', '0-1,8-9', [1024, 0]],
    ['the fuller one', { numa: 'single' }, '4', '5,13', [0, 1024]],
    ['several, the memory with the Cpus', { cpus: 10, numa: 'preferred', memoryMib: 1000 }, '', '0-4,8-12', [800, 200]],
    ['several by most room', { cpus: 10, numa: 'preferred', memoryMib: 1000 }, '0-1', '2,4-7,10,12-15', [200, 800]],
    ['several for memory alone', { numa: 'preferred', memoryMib: 9000 }, '', '0,8', [8192, 808]],
    ['evenly', { cpus: 4, numa: 'spread', memoryMib: 1001 }, '', '0,4,8,12', [501, 500]],
    ['evenly, the odd Cpu where most room is', { cpus: 3, numa: 'spread', memoryMib: 2 }, '0', '4,8,12', [1, 1]],
    ['full cores', { fullCores: true, numa: 'single' }, '0', '1,9', [1024, 0]],
    [
      'full cores of several',
      { cpus: 12, fullCores: true, numa: 'preferred', memoryMib: 12 },
      '0',
      '1-2,4-7,9-10,12-15',
      [4, 8],
    ],
    ['full cores evenly', { cpus: 6, fullCores: true, numa: 'spread', memoryMib: 2 }, '0', '1,4-5,9,12-13', [1, 1]],
    ['no Cpu of its own', { cpus: 0, cpuMilli: 500, numa: 'single' }, '', '', [1024, 0]],
  ])('%s', (_, asked, taken, cpus, memoryMib) => {
    const hosts = tableWith(taken)
    const holding = reserve(hosts, 0, classOf(hosts, asked), null)
    expect({ cpus: formatCpuList(holding.cpus), memoryMib: holding.memoryMib }).toEqual({ cpus, memoryMib })
    expect(holding.cpuMilli).toBe(asked.cpuMilli ?? 0)
  })

  test('memory that does not fit beside its Cpus lies on the other NumaNode', () => {
    const hosts = tableWith('4', [7992, 0])
    const holding = reserve(hosts, 0, classOf(hosts, { cpus: 12, numa: 'preferred', memoryMib: 1200 }), null)
    expect(holding.memoryMib).toEqual([200, 1000])
  })
})

test('pods of a class lie on one NumaNode of hosts with two, four and eight', () => {
  const hosts = new HostTable(fleetOf([2, 4, 8].map((numas) => smtHost(`h${numas}`, numas))))
  const klass = classOf(hosts, { numa: 'single' })
  const places = [2, 4, 8].flatMap((numas, host) => Array.from({ length: numas }, (_, numa) => ({ numas, host, numa })))
  for (const { numas, host, numa } of places) {
    const memoryMib = Array.from({ length: numas }, (_, n) => (n === numa ? 1024 : 0))
    expect(reserve(hosts, host, klass, null).memoryMib).toEqual(memoryMib)
    hosts.take({ host, cpus: [], ...BARE, pool: -1, memoryMib: memoryMib.map((mib) => 8 * mib) })
  }
})

test('a holding names all that a pod gets, and what it does not get', () => {
  const hosts = tableWith('')
  const plain = reserve(hosts, 0, classOf(hosts, {}), null)
  expect(plain).toEqual({ ...BARE, host: 0, cpus: [0, 8], memoryMib: [1024, 0], network: 'nat', pool: -1, ip: 0 })
  const shares = { nicMbps: 60, nicKpps: 7, gpus: 1, diskMib: 9, ioKibps: 8 }
  const full = reserve(hosts, 0, classOf(hosts, { network: 'dual', ...shares }), null)
  expect(full).toMatchObject({ cpus: [4, 12], memoryMib: [0, 1024], vf: 0, nic: 0, ...shares, gpus: [1], disk: 0 })
  expect([full.pool, formatIpv4(full.ip)]).toEqual([1, '10.0.0.10'])
  expect([full.overlayPool, formatIpv4(full.overlayIp)]).toEqual([0, '10.9.0.7'])
})

test('nothing is reserved on a host that cannot hold the pod', () => {
  const hosts = tableWith('')
  const reserveFor = (asked: Partial<PodRequest>) => () => reserve(hosts, 0, classOf(hosts, asked), null)
  expect(reserveFor({ cpus: 9, numa: 'single' })).toThrow('a chosen host can hold the pod')
  expect(reserveFor({ cpus: 17, numa: 'spread' })).toThrow('a chosen host can hold the pod')
  expect(reserveFor({ nicMbps: 101 })).toThrow('a chosen host has the NIC')
})

test('an even spread needs its share of Cpus and of memory everywhere', () => {
  const hosts = tableWith('0-2,8-10', [8191, 0])
  const spread = (cpus: number, memoryMib: number) =>
    spreadOver(hosts, 0, classOf(hosts, { cpus, memoryMib, numa: 'spread' }))
  expect(spread(4, 2)).toEqual({ cpus: [2, 2], memoryMib: [1, 1] })
  expect(spread(6, 2)).toBeNull()
  expect(spread(4, 4)).toBeNull()
  expect(spread(6, 4)).toBeNull()
})

test('a pod that brings an address along keeps it, and gets no other but that of its overlay', () => {
  const hosts = tableWith('')
  const address = { pool: 1, ip: 0x0a000063 }
  const kept = { address, volume: null }
  const holding = reserve(hosts, 0, classOf(hosts, { network: 'dual' }, { kept }), kept)
  expect(holding).toMatchObject({ ...address, overlayPool: 0, overlayIp: 0x0a090007 })
})
