import { describe, expect, test } from 'vitest'
import { formatIpv4 } from '../../../../src/base/ipv4.ts'
import { NO_ADDRESS, pickAddress } from '../../../../src/engine/reserve/address.ts'
import { pickDisk } from '../../../../src/engine/reserve/disk.ts'
import { pickGpus } from '../../../../src/engine/reserve/gpus.ts'
import { pickNic } from '../../../../src/engine/reserve/nic.ts'
import { pickVf } from '../../../../src/engine/reserve/vf.ts'
import { pickVolume } from '../../../../src/engine/reserve/volume.ts'
import { HostTable } from '../../../../src/engine/state/host-table.ts'
import type { Kept } from '../../../../src/engine/state/kept.ts'
import type { Volume } from '../../../../src/engine/state/volume-pools.ts'
import type { Host } from '../../../../src/model/fleet.ts'
import type { Holding } from '../../../../src/model/holding.ts'
import type { PodRequest } from '../../../../src/model/request.ts'
import { BARE } from '../../bare-holding.ts'
import { classOf } from '../class-of.ts'
import { fleetOf, smtHost } from '../small-fleet.ts'

const BOTH = 0b11

/** The host and another alike, of which nothing is ever to be given. */
function tableOf(host: Partial<Host>, ...taken: readonly Partial<Holding>[]): HostTable {
  const hosts = new HostTable(fleetOf(['h1', 'h2'].map((name) => ({ ...smtHost(name), ...host }))))
  for (const each of taken) hosts.take({ host: 0, cpus: [], memoryMib: [0, 0], ...BARE, pool: -1, ...each })
  return hosts
}

describe('the disk is the fullest that fits under pack, else the emptiest, ties to list order', () => {
  const disks = [
    [300, 10],
    [200, 30],
    [300, 30],
    [200, 20],
  ].map(([capacityMib, ioKibps], i) => ({ name: `d${i}`, capacityMib, ioKibps }))
  test.each<[number, number, number, number]>([
    [0, 0, -1, -1],
    [5, 0, 1, 0],
    [100, 0, 1, 0],
    [200, 0, 1, 0],
    [201, 0, 0, 0],
    [100, 10, 1, 0],
    [100, 11, 1, 2],
    [0, 20, 1, 2],
    [0, 30, 1, 2],
    [300, 30, 2, 2],
    [301, 0, -1, -1],
    [0, 31, -1, -1],
  ])('%i MiB and %i KiB/s: %i, %i', (diskMib, ioKibps, packed, spread) => {
    const hosts = tableOf({ disks })
    expect(pickDisk(hosts, 0, classOf(hosts, { diskMib, ioKibps }))).toBe(packed)
    expect(pickDisk(hosts, 0, classOf(hosts, { diskMib, ioKibps }, { packs: false }))).toBe(spread)
  })
})

describe('the NIC is the one with the least bandwidth left under pack, else with the most, ties to list order', () => {
  const nics = [
    [300, 10],
    [200, 30],
    [300, 30],
    [200, 20],
  ].map(([mbps, kpps], i) => ({ name: `eth${i}`, numa: 0, vfs: 0, mbps, kpps }))
  test.each<[number, number, number, number]>([
    [0, 0, -1, -1],
    [100, 0, 1, 0],
    [200, 0, 1, 0],
    [201, 0, 0, 0],
    [0, 11, 1, 2],
    [0, 30, 1, 2],
    [300, 30, 2, 2],
    [301, 0, -1, -1],
    [0, 31, -1, -1],
  ])('%i Mbit/s and %i thousand packets/s: %i, %i', (nicMbps, nicKpps, packed, spread) => {
    const hosts = tableOf({ nics })
    expect(pickNic(hosts, 0, classOf(hosts, { nicMbps, nicKpps }), -1)).toBe(packed)
    expect(pickNic(hosts, 0, classOf(hosts, { nicMbps, nicKpps }, { packs: false }), -1)).toBe(spread)
  })

  test('and is none of the next host, which has more left', () => {
    const hosts = tableOf({ nics }, { nic: 0, nicMbps: 250 }, { nic: 2, nicMbps: 250 })
    expect(pickNic(hosts, 0, classOf(hosts, { nicMbps: 100 }, { packs: false }), -1)).toBe(1)
  })
})

describe('a VF is the lowest free one near the NumaNodes, of a NIC that has the shares', () => {
  // VF 0 of eth0 at NumaNode 0; VFs 1 and 2 of eth1, 3 of eth2, both at NumaNode 1.
  const nics = [
    { name: 'eth0', numa: 0, vfs: 1, mbps: 100, kpps: 9 },
    { name: 'eth1', numa: 1, vfs: 2, mbps: 50, kpps: 9 },
    { name: 'eth2', numa: 1, vfs: 1, mbps: 100, kpps: 9 },
  ]
  const take = (vf: number): Partial<Holding> => ({ vf, network: 'sriov' })
  test.each<[number, number, number, readonly number[]]>([
    [0, 0b11, 0, []],
    [0, 0b01, 0, []],
    [0, 0b11, 40, []],
    [1, 0b10, 0, []],
    [1, 0b11, 0, [0]],
    [2, 0b10, 0, [1]],
    [3, 0b10, 60, []],
    [-1, 0b01, 0, [0]],
    [-1, 0b10, 60, [3]],
    [-1, 0b11, 101, []],
  ])('%i: mask %i, %i Mbit/s, taken %j', (vf, mask, nicMbps, taken) => {
    const hosts = tableOf({ nics }, ...taken.map(take))
    const klass = classOf(hosts, { network: 'sriov', nicMbps })
    expect(pickVf(hosts, 0, mask, klass)).toBe(vf)
    if (vf >= 0) expect(pickNic(hosts, 0, klass, vf)).toBe(nicMbps === 0 ? -1 : [0, 1, 1, 2][vf])
  })
})

describe('GPUs come from as few NumaNodes as can be, the lowest first', () => {
  const gpus = [0, 1, 0, 1, 1].map((numa, i) => ({ name: `gpu${i}`, numa }))
  test.each<[number, number, readonly number[], readonly number[]]>([
    [0, BOTH, [], []],
    [1, BOTH, [], [1]],
    [1, 0b01, [], [0]],
    [2, 0b01, [], [0, 2]],
    [3, BOTH, [], [1, 3, 4]],
    [4, BOTH, [], [0, 1, 3, 4]],
    [2, BOTH, [1], [0, 2]],
    [2, 0b10, [1], [3, 4]],
  ])('%i at mask %i with %j taken: %j', (count, mask, taken, expected) => {
    const hosts = tableOf({ gpus }, { gpus: taken })
    expect(pickGpus(hosts, 0, mask, count)).toEqual(expected)
  })
})

test('devices that fill a word of bits are all given, and none of the next host', () => {
  const gpus = Array.from({ length: 32 }, (_, i) => ({ name: `gpu${i}`, numa: 0 }))
  expect(pickGpus(tableOf({ gpus }), 0, BOTH, 32)).toEqual(gpus.map((_, i) => i))
  const nics = [{ name: 'eth0', numa: 0, vfs: 32 }]
  const hosts = tableOf({ nics }, ...gpus.map((_, vf) => ({ vf, network: 'sriov' as const })))
  expect(pickVf(hosts, 0, BOTH, classOf(hosts, { network: 'sriov' }))).toBe(-1)
})

describe('a volume is the one that a pod brings along, else of the first pool with room', () => {
  const none = { pool: -1, mib: 0 }
  const address = { pool: 0, ip: 10 }
  const brought = { pool: 1, mib: 70 }
  test.each<[Volume, Partial<PodRequest>, Kept | null]>([
    [none, {}, null],
    [none, {}, { address, volume: null }],
    [{ pool: 0, mib: 100 }, { volumeMib: 100 }, null],
    [{ pool: 1, mib: 101 }, { volumeMib: 101 }, null],
    [{ pool: 1, mib: 9 }, { volumeMib: 9, volumePool: 'b' }, null],
    [{ pool: 0, mib: 9 }, { volumeMib: 9 }, { address, volume: null }],
    [brought, { volumeMib: 9 }, { address: null, volume: brought }],
  ])('%j: %j, %j', (volume, asked, kept) => {
    const hosts = tableWithVolumes()
    expect(pickVolume(hosts, 0, classOf(hosts, asked, { kept }), kept)).toEqual(volume)
  })

  test('and a host without one is never chosen', () => {
    const hosts = tableWithVolumes()
    const pick = () => pickVolume(hosts, 0, classOf(hosts, { volumeMib: 201 }), null)
    expect(pick).toThrow('a chosen host has a volume')
  })

  function tableWithVolumes(): HostTable {
    const volumePools = [
      { name: 'a', capacityMib: 100 },
      { name: 'b', capacityMib: 200 },
    ]
    return new HostTable({ ...fleetOf([{ ...smtHost('h'), volumeAttachMax: 1 }]), volumePools })
  }
})

test('an address is the lowest free one of the first pool that has any', () => {
  const boundTo = { modules: ['sz-a'] }
  const fleet = {
    ...fleetOf([smtHost('h')]),
    pools: [
      { name: 'a', segment: 's', ranges: ['10.0.0.10-10.0.0.11'], boundTo },
      { name: 'b', segment: 's', ranges: ['10.0.0.20-10.0.0.21'], boundTo },
    ],
  }
  const hosts = new HostTable(fleet)
  const given = Array.from({ length: 3 }, () => {
    const { pool, ip } = pickAddress(hosts, 0, 'bridge')
    hosts.take({ host: 0, cpus: [], memoryMib: [0, 0], ...BARE, pool, ip })
    return `${pool} ${formatIpv4(ip)}`
  })
  expect(given).toEqual(['0 10.0.0.10', '0 10.0.0.11', '1 10.0.0.20'])
  hosts.take({ host: 0, cpus: [], memoryMib: [0, 0], ...BARE, ...pickAddress(hosts, 0, 'bridge') })
  expect(() => pickAddress(hosts, 0, 'bridge')).toThrow('a chosen host has an address')
  expect(pickAddress(hosts, 0, undefined)).toEqual(NO_ADDRESS)
  expect(NO_ADDRESS).toEqual({ pool: -1, ip: 0 })
})
