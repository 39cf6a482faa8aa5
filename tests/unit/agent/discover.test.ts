import { afterEach, describe, expect, it } from 'vitest'
import { DiscoveryError, discoverHost, type PlaceWords } from '../../../src/agent/discover/host.ts'
import { createLinuxKernel } from '../../../src/agent/kernel/linux-kernel.ts'
import { parseFleet } from '../../../src/model/parse/fleet.ts'
import { type HostTree, largeHost, smallHost } from './host-tree.ts'

const PLACE: PlaceWords = {
  name: 'h1',
  region: 'south',
  idc: 'sz-a',
  module: 'm1',
  rack: 'r1',
  topology: 'guest',
  reservedCpus: '0,4',
  reservedMemoryMib: 100,
  disks: [{ name: 'disk0', path: '/disk0', ioKibps: 20_000 }],
}

const trees: HostTree[] = []
afterEach(() => trees.splice(0).forEach((tree) => tree.remove()))

function discover(tree: HostTree, words: Partial<PlaceWords> = {}) {
  trees.push(tree)
  return discoverHost(createLinuxKernel(tree.root), { ...PLACE, ...words }, async () => 500)
}

describe('discovering a host', () => {
  it('finds Cpus, memory, VFs and disks of the small host', async () => {
    const { host, faults, disks, kernelNumaIds } = await discover(smallHost())
    expect(host).toEqual({
      name: 'h1',
      region: 'south',
      idc: 'sz-a',
      module: 'm1',
      rack: 'r1',
      topology: 'guest',
      numaNodes: [
        { id: 0, memoryMib: 900, cores: [[0], [1], [2], [3]] },
        { id: 1, memoryMib: 900, cores: [[4], [5], [6], [7]] },
      ],
      reservedCpus: '0,4',
      nics: [{ name: 'eth1', numa: 1, vfs: 4 }],
      disks: [{ name: 'disk0', capacityMib: 500, ioKibps: 20_000 }],
      allocatable: { cpus: 6, memoryMib: 1800, diskMib: 500, vfs: 4 },
    })
    expect(disks[0].device).toBe('254:16')
    expect(kernelNumaIds).toEqual([0, 1])
    expect(faults).toEqual([])
  })

  it('numbers NumaNodes densely and pairs siblings on the large host', async () => {
    const words = { disks: [], reservedCpus: '0,16', reservedMemoryMib: 0 }
    const { host, kernelNumaIds, disks, faults } = await discover(largeHost(), words)
    expect(kernelNumaIds).toEqual([0, 1, 8, 10])
    expect(host.numaNodes.map((node) => node.memoryMib)).toEqual([65_000, 65_000, 65_001, 64_999])
    expect(host.numaNodes[3].cores).toEqual([
      [12, 28],
      [13, 29],
      [14, 30],
      [15, 31],
    ])
    expect(host.nics).toEqual([
      { name: 'enp1s0', numa: 0, vfs: 0 },
      { name: 'enp65s0f0', numa: 2, vfs: 2 },
      { name: 'ens9', numa: 3, vfs: 0 },
    ])
    // IO is limited by the whole device, so the partition's disk is its device's.
    expect(disks).toEqual([{ name: 'nvme0n1', path: '/var/games', capacityMib: 500, ioKibps: 0, device: '259:1' }])
    expect(faults.map((fault) => fault.found)).toContain('"/var/odd name"')
    expect(host.allocatable.cpus).toBe(30)
  })

  it('says what is odd', async () => {
    const words = { reservedCpus: '', disks: [{ name: 'other', path: '/var/other', ioKibps: 1 }, PLACE.disks[0]] }
    const { faults, disks } = await discover(largeHost(), words)
    expect(faults.map((fault) => `${fault.path}: ${fault.found}`).sort()).toEqual([
      'cpus: 32-33 offline',
      'disks.disk0: /disk0, no mounted XFS',
      'disks.other: /var/other without project quota',
      'nics.enp1s0.numa: -1',
      'nics.ens9: a PF without VFs',
      'numaNodes[12]: no online Cpu',
    ])
    expect(disks).toEqual([])
  })

  it('gives a host that a fleet takes', async () => {
    for (const tree of [smallHost(), largeHost()]) {
      const { host } = await discover(tree, { reservedCpus: '0' })
      const parsed = parseFleet(JSON.parse(JSON.stringify({ hosts: [host], segments: [], pools: [] })))
      expect(parsed).toEqual({ ok: true, value: { hosts: [host], segments: [], pools: [] } })
    }
  })

  it('takes a machine without NUMA as one NumaNode', async () => {
    const tree = smallHost()
    const { rmSync } = await import('node:fs')
    rmSync(`${tree.root}/sys/devices/system/node`, { recursive: true })
    tree.write('/proc/meminfo', 'MemTotal:        4096000 kB')
    const { host } = await discover(tree)
    expect(host.numaNodes).toEqual([{ id: 0, memoryMib: 3900, cores: [[0], [1], [2], [3], [4], [5], [6], [7]] }])
  })

  it('refuses reserved Cpus and memory that the host lacks', async () => {
    await expect(discover(smallHost(), { reservedCpus: '0,9' })).rejects.toThrow(DiscoveryError)
    await expect(discover(smallHost(), { reservedMemoryMib: 2000 })).rejects.toThrow('2000Mi')
  })
})
