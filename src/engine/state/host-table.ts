import { assert } from '../../base/assert.ts'
import { type Fleet, NUMA_NODES_MAX, SEGMENT_NETWORKS } from '../../model/fleet.ts'
import type { ForeignUse, Holding } from '../../model/holding.ts'
import { compareHosts } from '../../model/host-order.ts'
import { AddressPools } from './address-pools.ts'
import { ChangeJournal } from './change-journal.ts'
import { CpuTable } from './cpu-table.ts'
import { DeviceTable } from './device-table.ts'
import { DOMAIN_KINDS, type DomainIndex, type DomainKind, indexDomains } from './domains.ts'
import { fillRow } from './fill-row.ts'
import {
  ADDRESSES,
  addressBits,
  CPUS_ALLOCATABLE,
  DISK_COUNT,
  DISK_FREE_IO,
  DISK_FREE_MIB,
  FREE_ATTACHMENTS,
  FREE_CPU_MILLI,
  FREE_CPUS,
  FREE_MEMORY_MIB,
  FREE_VFS,
  IS_UP,
  MEMORY_MIB_ALLOCATABLE,
  NUMA_COUNT,
  NUMA_CPUS_ALLOCATABLE,
  NUMA_FREE_CPUS,
  NUMA_FREE_MEMORY_MIB,
  NUMA_FREE_VFS,
  ROW,
  STATE,
  VF_COUNT,
} from './host-row.ts'
import { type HostShape, shapeOf } from './host-shape.ts'
import { changeCpus, moveCpus } from './move-cpus.ts'
import { eachVf, NicTable } from './nic-table.ts'
import { TaintTable } from './taint-table.ts'
import { type Volume, VolumePools } from './volume-pools.ts'

/**
 * What every host has free, in typed arrays. The only writer of the engine's belief about hosts: a holding is
 * taken or given back whole, so that equal sets of holdings leave equal bits, whatever the way there.
 */
export class HostTable {
  readonly fleet: Fleet
  readonly hostCount: number
  readonly domains: Readonly<Record<DomainKind, DomainIndex>>
  readonly shapes: readonly HostShape[]
  readonly pools: AddressPools
  readonly volumes: VolumePools
  /** Which hosts changed, for the rankings. */
  readonly journal: ChangeJournal
  /**
   * [hostCount × ROW] row-major, laid out in `host-row.ts`; amounts fit 31 bits. Written here only; filters, scores
   * and the NumaNode choice read it as it is, because the calls of so many getters are no longer all inlined.
   */
  readonly rows: Int32Array
  readonly vfs: DeviceTable
  readonly gpus: DeviceTable
  /** Rows of the GPUs' counts: read only for pods that ask for one. */
  readonly #gpuRows: Int32Array
  readonly nics: NicTable
  readonly taints: TaintTable
  readonly cpus: CpuTable

  /** fleet: hosts ranked, as `model/fleet.ts` asks; throws when they are not. */
  constructor(fleet: Fleet) {
    const { hosts } = fleet
    for (let i = 1; i < hosts.length; i++) assert(compareHosts(hosts[i - 1], hosts[i]) < 0, 'hosts are ranked')
    this.fleet = fleet
    this.hostCount = hosts.length
    const domains = DOMAIN_KINDS.map((kind) => [kind, indexDomains(hosts, kind)] as const)
    this.domains = Object.fromEntries(domains) as Record<DomainKind, DomainIndex>
    this.pools = new AddressPools(fleet, this.domains.rack, this.domains.module, this.domains.host)
    this.volumes = new VolumePools(fleet)
    this.journal = new ChangeJournal(hosts.length)
    const shapes = new Map<string, HostShape>()
    this.shapes = hosts.map((host) => shapeOf(host, shapes))
    this.rows = new Int32Array(this.hostCount * ROW)
    const vfNuma = hosts.map((host) => eachVf(host, (nic) => nic.numa))
    const vfCounts = { rows: this.rows, rowLength: ROW, free: FREE_VFS, numaFree: NUMA_FREE_VFS }
    this.vfs = new DeviceTable('VF', vfNuma, vfCounts)
    const gpuNuma = hosts.map((host) => Uint8Array.from(host.gpus ?? [], (gpu) => gpu.numa))
    this.#gpuRows = new Int32Array(this.hostCount * (NUMA_NODES_MAX + 1))
    const gpuCounts = { rows: this.#gpuRows, rowLength: NUMA_NODES_MAX + 1, free: NUMA_NODES_MAX, numaFree: 0 }
    this.gpus = new DeviceTable('GPU', gpuNuma, gpuCounts)
    this.nics = new NicTable(hosts)
    this.taints = new TaintTable(hosts.map((host) => host.taints ?? []))
    this.cpus = new CpuTable(this.shapes)
    hosts.forEach((host, h) => {
      fillRow(this.rows, h * ROW, host, this.shapes[h])
      this.rows[h * ROW + VF_COUNT] = this.vfs.count(h)
      this.#markAddresses(h)
    })
  }

  #markAddresses(host: number): void {
    const free = SEGMENT_NETWORKS.filter((network) => this.pools.firstFreePool(host, network) >= 0)
    this.rows[host * ROW + ADDRESSES] = addressBits(free)
  }

  /** Bits of `host-row.ts`. */
  state(host: number): number {
    return this.rows[host * ROW + STATE]
  }

  numaCount(host: number): number {
    return this.rows[host * ROW + NUMA_COUNT]
  }

  diskCount(host: number): number {
    return this.rows[host * ROW + DISK_COUNT]
  }

  /** Cpus a pod may ever get: all less the reserved ones. */
  cpusAllocatable(host: number): number {
    return this.rows[host * ROW + CPUS_ALLOCATABLE]
  }

  memoryMibAllocatable(host: number): number {
    return this.rows[host * ROW + MEMORY_MIB_ALLOCATABLE]
  }

  vfCount(host: number): number {
    return this.rows[host * ROW + VF_COUNT]
  }

  freeCpus(host: number): number {
    return this.rows[host * ROW + FREE_CPUS]
  }

  /** Thousandths of a Cpu that new pods may have, shared or for themselves. */
  freeCpuMilli(host: number): number {
    return this.rows[host * ROW + FREE_CPU_MILLI]
  }

  freeMemoryMib(host: number): number {
    return this.rows[host * ROW + FREE_MEMORY_MIB]
  }

  freeVfs(host: number): number {
    return this.rows[host * ROW + FREE_VFS]
  }

  numaCpusAllocatable(host: number, numa: number): number {
    return this.rows[host * ROW + NUMA_CPUS_ALLOCATABLE + numa]
  }

  numaFreeCpus(host: number, numa: number): number {
    return this.rows[host * ROW + NUMA_FREE_CPUS + numa]
  }

  numaFreeMemoryMib(host: number, numa: number): number {
    return this.rows[host * ROW + NUMA_FREE_MEMORY_MIB + numa]
  }

  numaFreeVfs(host: number, numa: number): number {
    return this.rows[host * ROW + NUMA_FREE_VFS + numa]
  }

  diskFreeMib(host: number, disk: number): number {
    return this.rows[host * ROW + DISK_FREE_MIB + disk]
  }

  diskFreeIoKibps(host: number, disk: number): number {
    return this.rows[host * ROW + DISK_FREE_IO + disk]
  }

  /** Whether one disk has both the room and the IO share. */
  hasDisk(host: number, diskMib: number, ioKibps: number): boolean {
    for (let disk = this.diskCount(host) - 1; disk >= 0; disk--) {
      if (this.diskFreeMib(host, disk) >= diskMib && this.diskFreeIoKibps(host, disk) >= ioKibps) return true
    }
    return false
  }

  freeAttachments(host: number): number {
    return this.rows[host * ROW + FREE_ATTACHMENTS]
  }

  setState(host: number, state: number): void {
    this.rows[host * ROW + STATE] = state
    this.journal.note(host, state === IS_UP)
  }

  /**
   * Books a holding, without its own address where that is kept, and of its volume only that it is attached. Asserts
   * that all of it is free.
   */
  take(holding: Holding, withAddress = true): void {
    this.#move(holding, -1, withAddress)
  }

  /** Gives a holding back, without its own address where that is kept. Asserts that all of it is booked. */
  give(holding: Holding, withAddress = true): void {
    this.#move(holding, 1, withAddress)
  }

  /** Books a holding in place of another of the same pod on the same host, network as it was. */
  replace(before: Holding, after: Holding): void {
    assert(before.host === after.host && before.ip === after.ip && before.vf === after.vf, 'a resize stays in place')
    assert(before.volumePool === after.volumePool, 'a resize keeps the volume')
    const { host } = before
    changeCpus(this, host, before, after)
    if (before.memoryMib !== after.memoryMib) {
      this.#moveMemory(host, before.memoryMib, 1)
      this.#moveMemory(host, after.memoryMib, -1)
    }
    this.journal.note(host, true)
  }

  /** Books what others use (sign -1) or gives it back (1). Asserts that all of it is free, or booked. */
  moveForeign({ host, cpus, memoryMib }: ForeignUse, sign: 1 | -1): void {
    moveCpus(this, host, { cpus, cpuMilli: 0 }, sign)
    this.#moveMemory(host, memoryMib, sign)
    this.journal.note(host, sign > 0)
  }

  /** Every array that changes, for comparison bit by bit (law L6). */
  columns(): readonly ArrayBufferView[] {
    const pools = [...this.pools.columns(), ...this.volumes.columns()]
    const tables = [...this.cpus.columns(), ...this.nics.columns(), ...pools]
    return [this.rows, this.taints.column, this.vfs.words, this.gpus.words, this.#gpuRows, ...tables]
  }

  #move(holding: Holding, sign: 1 | -1, withAddress: boolean): void {
    const { host } = holding
    moveCpus(this, host, holding, sign)
    this.#moveMemory(host, holding.memoryMib, sign)
    if (holding.disk >= 0) {
      const rows = this.rows
      const row = host * ROW
      rows[row + DISK_FREE_MIB + holding.disk] += sign * holding.diskMib
      rows[row + DISK_FREE_IO + holding.disk] += sign * holding.ioKibps
      assert(this.diskFreeMib(host, holding.disk) >= 0, 'room of a disk is not overbooked')
      assert(this.diskFreeIoKibps(host, holding.disk) >= 0, 'IO of a disk is not overbooked')
    }
    if (holding.vf >= 0) {
      this.vfs.move(host, holding.vf, sign)
      this.nics.moveVf(host, holding.vf, sign)
    }
    for (const gpu of holding.gpus) this.gpus.move(host, gpu, sign)
    if (holding.nic >= 0) this.nics.moveShares(host, holding.nic, holding.nicMbps, holding.nicKpps, sign)
    if (withAddress) this.moveAddress(holding.pool, holding.ip, sign)
    this.moveAddress(holding.overlayPool, holding.overlayIp, sign)
    if (holding.volumePool >= 0) {
      this.rows[host * ROW + FREE_ATTACHMENTS] += sign
      assert(this.freeAttachments(host) >= 0, 'a host attaches no more volumes than it may')
    }
    this.journal.note(host, sign > 0)
  }

  /** Takes an address (sign -1) or gives it back (1); pool -1 is none. */
  moveAddress(pool: number, ip: number, sign: 1 | -1): void {
    if (pool < 0) return
    const touched = sign < 0 ? this.pools.take(pool, ip) : this.pools.give(pool, ip)
    for (const host of touched) {
      this.#markAddresses(host)
      this.journal.note(host, sign > 0)
    }
  }

  /** Takes room for a volume in its pool (sign -1) or gives it back (1); where it is attached is a holding's matter. */
  moveVolume(volume: Volume, sign: 1 | -1): void {
    for (const host of this.volumes.move(volume, sign)) this.journal.note(host, sign > 0)
  }

  #moveMemory(host: number, memoryMib: readonly number[], sign: 1 | -1): void {
    for (let numa = 0; numa < memoryMib.length; numa++) {
      if (memoryMib[numa] === 0) continue
      this.rows[host * ROW + NUMA_FREE_MEMORY_MIB + numa] += sign * memoryMib[numa]
      this.rows[host * ROW + FREE_MEMORY_MIB] += sign * memoryMib[numa]
      assert(this.numaFreeMemoryMib(host, numa) >= 0, 'memory of a NumaNode is not overbooked')
    }
  }
}
