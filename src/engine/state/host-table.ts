import { assert } from '../../base/assert.ts'
import { DISKS_MAX, type Fleet, NUMA_NODES_MAX } from '../../model/fleet.ts'
import type { Holding } from '../../model/holding.ts'
import { AddressPools } from './address-pools.ts'
import { ChangeJournal } from './change-journal.ts'
import { compareHosts, DOMAIN_KINDS, type DomainIndex, type DomainKind, indexDomains } from './domains.ts'
import { type HostShape, shapeOf } from './host-shape.ts'

/**
 * What every host has free, in typed-array columns. The only writer of the engine's belief about hosts: a holding is
 * taken or given back whole, so that equal sets of holdings leave equal bits, whatever the way there.
 *
 * Strides: hosts × NUMA_NODES_MAX for NumaNodes, × DISKS_MAX for disks, × wordCount for Cpus, × vfWordCount for VFs.
 */
export class HostTable {
  readonly fleet: Fleet
  readonly hostCount: number
  readonly domains: Readonly<Record<DomainKind, DomainIndex>>
  readonly shapes: readonly HostShape[]
  readonly pools: AddressPools
  /** Counts every change of any host; `changedAt` tells the last one of each. */
  readonly journal: ChangeJournal
  readonly #cpusAllocatable: Int32Array
  readonly #memoryAllocatable: Float64Array
  readonly #numaCount: Uint8Array
  readonly #diskCount: Uint8Array
  readonly #vfCount: Int32Array
  readonly #vfNuma: readonly Uint8Array[]
  readonly #wordCount: number
  readonly #vfWordCount: number
  readonly #up: Uint8Array
  readonly #freeCpuWords: Uint32Array
  readonly #freeVfWords: Uint32Array
  readonly #freeCpus: Int32Array
  readonly #freeMemoryMib: Float64Array
  readonly #freeVfs: Int32Array
  readonly #numaFreeCpus: Int32Array
  readonly #numaFreeMemoryMib: Int32Array
  readonly #numaFreeVfs: Int32Array
  readonly #diskFreeMib: Int32Array
  readonly #diskFreeIo: Int32Array

  /** fleet: hosts ranked, as `model/fleet.ts` asks; throws when they are not. */
  constructor(fleet: Fleet) {
    const { hosts } = fleet
    for (let i = 1; i < hosts.length; i++) assert(compareHosts(hosts[i - 1], hosts[i]) < 0, 'hosts are ranked')
    this.fleet = fleet
    this.hostCount = hosts.length
    const domains = DOMAIN_KINDS.map((kind) => [kind, indexDomains(hosts, kind)] as const)
    this.domains = Object.fromEntries(domains) as Record<DomainKind, DomainIndex>
    this.pools = new AddressPools(fleet, this.domains.rack, this.domains.module, this.domains.host)
    this.journal = new ChangeJournal(hosts.length)
    const shapes = new Map<string, HostShape>()
    this.shapes = hosts.map((host) => shapeOf(host, shapes))
    this.#vfNuma = hosts.map((host) => Uint8Array.from(host.nics.flatMap((nic) => Array(nic.vfs).fill(nic.numa))))
    this.#wordCount = Math.max(1, ...this.shapes.map((shape) => Math.ceil(shape.cpuEnd / 32)))
    this.#vfWordCount = Math.max(1, ...this.#vfNuma.map((numas) => Math.ceil(numas.length / 32)))
    this.#cpusAllocatable = new Int32Array(this.hostCount)
    this.#memoryAllocatable = new Float64Array(this.hostCount)
    this.#numaCount = Uint8Array.from(hosts, (host) => host.numaNodes.length)
    this.#diskCount = Uint8Array.from(hosts, (host) => host.disks.length)
    this.#vfCount = Int32Array.from(this.#vfNuma, (numas) => numas.length)
    this.#up = new Uint8Array(this.hostCount).fill(1)
    this.#freeCpuWords = new Uint32Array(this.hostCount * this.#wordCount)
    this.#freeVfWords = new Uint32Array(this.hostCount * this.#vfWordCount)
    this.#freeCpus = new Int32Array(this.hostCount)
    this.#freeMemoryMib = new Float64Array(this.hostCount)
    this.#freeVfs = new Int32Array(this.hostCount)
    this.#numaFreeCpus = new Int32Array(this.hostCount * NUMA_NODES_MAX)
    this.#numaFreeMemoryMib = new Int32Array(this.hostCount * NUMA_NODES_MAX)
    this.#numaFreeVfs = new Int32Array(this.hostCount * NUMA_NODES_MAX)
    this.#diskFreeMib = new Int32Array(this.hostCount * DISKS_MAX)
    this.#diskFreeIo = new Int32Array(this.hostCount * DISKS_MAX)
    for (let host = 0; host < this.hostCount; host++) this.#fill(host)
  }

  #fill(host: number): void {
    const { name, numaNodes, disks } = this.fleet.hosts[host]
    const shape = this.shapes[host]
    assert(numaNodes.length <= NUMA_NODES_MAX, `${name} has at most ${NUMA_NODES_MAX} NumaNodes`)
    assert(disks.length <= DISKS_MAX, `${name} has at most ${DISKS_MAX} disks`)
    for (const core of shape.cores) {
      for (const cpu of core) this.#freeCpuWords[host * this.#wordCount + (cpu >>> 5)] |= 1 << (cpu & 31)
    }
    numaNodes.forEach((numa, n) => {
      this.#numaFreeCpus[host * NUMA_NODES_MAX + n] = shape.cpusOf[n]
      this.#numaFreeMemoryMib[host * NUMA_NODES_MAX + n] = numa.memoryMib
      this.#freeCpus[host] += shape.cpusOf[n]
      this.#freeMemoryMib[host] += numa.memoryMib
    })
    this.#cpusAllocatable[host] = this.#freeCpus[host]
    this.#memoryAllocatable[host] = this.#freeMemoryMib[host]
    this.#vfNuma[host].forEach((numa, vf) => {
      this.#freeVfWords[host * this.#vfWordCount + (vf >>> 5)] |= 1 << (vf & 31)
      this.#numaFreeVfs[host * NUMA_NODES_MAX + numa]++
    })
    this.#freeVfs[host] = this.#vfCount[host]
    disks.forEach((disk, d) => {
      this.#diskFreeMib[host * DISKS_MAX + d] = disk.capacityMib
      this.#diskFreeIo[host * DISKS_MAX + d] = disk.ioKibps
    })
  }

  isUp(host: number): boolean {
    return this.#up[host] === 1
  }

  numaCount(host: number): number {
    return this.#numaCount[host]
  }

  diskCount(host: number): number {
    return this.#diskCount[host]
  }

  /** Cpus a pod may ever get: all less the reserved ones. */
  cpusAllocatable(host: number): number {
    return this.#cpusAllocatable[host]
  }

  memoryMibAllocatable(host: number): number {
    return this.#memoryAllocatable[host]
  }

  vfCount(host: number): number {
    return this.#vfCount[host]
  }

  freeCpus(host: number): number {
    return this.#freeCpus[host]
  }

  freeMemoryMib(host: number): number {
    return this.#freeMemoryMib[host]
  }

  freeVfs(host: number): number {
    return this.#freeVfs[host]
  }

  numaFreeCpus(host: number, numa: number): number {
    return this.#numaFreeCpus[host * NUMA_NODES_MAX + numa]
  }

  numaFreeMemoryMib(host: number, numa: number): number {
    return this.#numaFreeMemoryMib[host * NUMA_NODES_MAX + numa]
  }

  numaFreeVfs(host: number, numa: number): number {
    return this.#numaFreeVfs[host * NUMA_NODES_MAX + numa]
  }

  diskFreeMib(host: number, disk: number): number {
    return this.#diskFreeMib[host * DISKS_MAX + disk]
  }

  /** Whether one disk has both the room and the IO share. */
  hasDisk(host: number, diskMib: number, ioKibps: number): boolean {
    const end = host * DISKS_MAX + this.#diskCount[host]
    for (let disk = host * DISKS_MAX; disk < end; disk++) {
      if (this.#diskFreeMib[disk] >= diskMib && this.#diskFreeIo[disk] >= ioKibps) return true
    }
    return false
  }

  diskFreeIoKibps(host: number, disk: number): number {
    return this.#diskFreeIo[host * DISKS_MAX + disk]
  }

  isCpuFree(host: number, cpu: number): boolean {
    return ((this.#freeCpuWords[host * this.#wordCount + (cpu >>> 5)] >>> (cpu & 31)) & 1) === 1
  }

  isVfFree(host: number, vf: number): boolean {
    return ((this.#freeVfWords[host * this.#vfWordCount + (vf >>> 5)] >>> (vf & 31)) & 1) === 1
  }

  /** NumaNode of a VF's PhysicalFunction. */
  vfNuma(host: number, vf: number): number {
    return this.#vfNuma[host][vf]
  }

  /** Mask of the NumaNodes that a holding stands on: its Cpus', its memory's and its VF's. */
  numaMask(holding: Holding): number {
    const { numaOf } = this.shapes[holding.host]
    let mask = 0
    for (const cpu of holding.cpus) mask |= 1 << numaOf[cpu]
    for (let numa = 0; numa < holding.memoryMib.length; numa++) if (holding.memoryMib[numa] > 0) mask |= 1 << numa
    if (holding.vf >= 0) mask |= 1 << this.vfNuma(holding.host, holding.vf)
    return mask
  }

  setUp(host: number, up: boolean): void {
    this.#up[host] = up ? 1 : 0
    this.journal.note(host, up)
  }

  /** Books a holding. Asserts that all of it is free. */
  take(holding: Holding): void {
    this.#move(holding, -1)
  }

  /** Gives a holding back. Asserts that all of it is booked. */
  give(holding: Holding): void {
    this.#move(holding, 1)
  }

  /** Books a holding in place of another of the same pod on the same host, network as it was. */
  replace(before: Holding, after: Holding): void {
    assert(before.host === after.host && before.ip === after.ip && before.vf === after.vf, 'a resize stays in place')
    const { host } = before
    this.#moveCpus(host, before.cpus, 1)
    this.#moveMemory(host, before.memoryMib, 1)
    this.#moveCpus(host, after.cpus, -1)
    this.#moveMemory(host, after.memoryMib, -1)
    this.journal.note(host, true)
  }

  /** Every column that changes, for comparison bit by bit (law L6). */
  columns(): readonly ArrayBufferView[] {
    return [
      this.#up, this.#freeCpuWords, this.#freeVfWords, this.#freeCpus, this.#freeMemoryMib, this.#freeVfs,
      this.#numaFreeCpus, this.#numaFreeMemoryMib, this.#numaFreeVfs, this.#diskFreeMib, this.#diskFreeIo,
      ...this.pools.columns(),
    ]
  }

  #move(holding: Holding, sign: 1 | -1): void {
    const { host } = holding
    this.#moveCpus(host, holding.cpus, sign)
    this.#moveMemory(host, holding.memoryMib, sign)
    if (holding.disk >= 0) {
      const disk = host * DISKS_MAX + holding.disk
      this.#diskFreeMib[disk] += sign * holding.diskMib
      this.#diskFreeIo[disk] += sign * holding.ioKibps
      assert(this.#diskFreeMib[disk] >= 0 && this.#diskFreeIo[disk] >= 0, 'a disk is not overbooked')
    }
    if (holding.vf >= 0) this.#moveVf(host, holding.vf, sign)
    const touched = sign < 0 ? this.pools.take(holding.pool, holding.ip) : this.pools.give(holding.pool, holding.ip)
    for (const other of touched) this.journal.note(other, sign > 0)
    this.journal.note(host, sign > 0)
  }

  #moveCpus(host: number, cpus: readonly number[], sign: 1 | -1): void {
    const { numaOf } = this.shapes[host]
    const base = host * this.#wordCount
    for (let i = 0; i < cpus.length; i++) {
      const cpu = cpus[i]
      const word = base + (cpu >>> 5)
      const bit = 1 << (cpu & 31)
      const free = (this.#freeCpuWords[word] & bit) !== 0
      assert(free === sign < 0, 'a Cpu is booked once and given back once')
      this.#freeCpuWords[word] ^= bit
      this.#numaFreeCpus[host * NUMA_NODES_MAX + numaOf[cpu]] += sign
    }
    this.#freeCpus[host] += sign * cpus.length
  }

  #moveMemory(host: number, memoryMib: readonly number[], sign: 1 | -1): void {
    for (let numa = 0; numa < memoryMib.length; numa++) {
      if (memoryMib[numa] === 0) continue
      const at = host * NUMA_NODES_MAX + numa
      this.#numaFreeMemoryMib[at] += sign * memoryMib[numa]
      this.#freeMemoryMib[host] += sign * memoryMib[numa]
      assert(this.#numaFreeMemoryMib[at] >= 0, 'memory of a NumaNode is not overbooked')
    }
  }

  #moveVf(host: number, vf: number, sign: 1 | -1): void {
    assert(this.isVfFree(host, vf) === sign < 0, 'a VF is booked once and given back once')
    this.#freeVfWords[host * this.#vfWordCount + (vf >>> 5)] ^= 1 << (vf & 31)
    this.#numaFreeVfs[host * NUMA_NODES_MAX + this.vfNuma(host, vf)] += sign
    this.#freeVfs[host] += sign
  }
}
