import { parseCpuList } from '../../src/base/cpu-list.ts'
import { type Fleet, type Host, NETWORK_PARTS, type NetworkMode, type SegmentNetwork } from '../../src/model/fleet.ts'
import { isBoundTo, poolSize } from '../../src/model/pools.ts'
import type { Held } from './held.ts'

/** What is free on a host. */
export interface HostRoom {
  /** By NumaNode, as memory and VFs are. */
  readonly cpus: number[]
  /** Shared Cpus held, thousandths of one; they come out of the Cpus of the whole host. */
  cpuMilli: number
  readonly memoryMib: number[]
  readonly vfs: number[]
  readonly disks: { capacityMib: number; ioKibps: number }[]
  podCount: number
  isUp: boolean
  isCordoned: boolean
}

/** What every host of a fleet has free, as holdings come and go. Counts what it is told; to judge is the auditor's. */
export class Occupancy {
  readonly rooms: readonly HostRoom[]
  /** Free addresses by pool. */
  readonly addresses: number[]
  hostsInUse = 0
  /** What there is when nobody holds anything. */
  readonly #empty: { readonly rooms: readonly HostRoom[]; readonly addresses: readonly number[] }
  readonly #pools: Readonly<Record<SegmentNetwork, readonly (readonly number[])[]>>

  constructor(fleet: Fleet) {
    this.rooms = fleet.hosts.map(roomOf)
    this.addresses = fleet.pools.map(poolSize)
    this.#empty = { rooms: fleet.hosts.map(roomOf), addresses: [...this.addresses] }
    const modes = new Map(fleet.segments.map(({ name, networks }) => [name, networks]))
    const usable = (mode: SegmentNetwork): number[][] => {
      const pools = fleet.pools.map((pool, index) => ({ pool, index }))
      const open = pools.filter(({ pool }) => modes.get(pool.segment)?.includes(mode) === true)
      return fleet.hosts.map((host) => open.filter(({ pool }) => isBoundTo(pool, host)).map(({ index }) => index))
    }
    this.#pools = { sriov: usable('sriov'), bridge: usable('bridge'), overlay: usable('overlay') }
  }

  /** Pods of that network mode for which a host has addresses free; Infinity where they need none. */
  addressesOf(host: number, mode: NetworkMode): number {
    const free = (network: SegmentNetwork): number =>
      this.#pools[network][host].reduce((sum, pool) => sum + this.addresses[pool], 0)
    return Math.min(...NETWORK_PARTS[mode].addresses.map(free))
  }

  hold(held: Held): void {
    if (this.rooms[held.host].podCount++ === 0) this.hostsInUse++
    this.#change(held, -1)
  }

  free(held: Held): void {
    if (--this.rooms[held.host].podCount === 0) this.hostsInUse--
    this.#change(held, 1)
  }

  /** Gives everything back; which hosts are up and cordoned stays. */
  clear(): void {
    this.hostsInUse = 0
    this.#empty.addresses.forEach((free, pool) => {
      this.addresses[pool] = free
    })
    this.#empty.rooms.forEach(({ cpus, memoryMib, vfs, disks }, host) => {
      const room = this.rooms[host]
      for (let numa = 0; numa < cpus.length; numa++) {
        room.cpus[numa] = cpus[numa]
        room.memoryMib[numa] = memoryMib[numa]
        room.vfs[numa] = vfs[numa]
      }
      for (let disk = 0; disk < disks.length; disk++) Object.assign(room.disks[disk], disks[disk])
      room.cpuMilli = 0
      room.podCount = 0
    })
  }

  /** Takes Cpus and memory of a host that no pod holds (sign -1), or gives them back (1). */
  foreign(host: number, cpus: readonly number[], memoryMib: readonly number[], sign: 1 | -1): void {
    const room = this.rooms[host]
    for (let numa = 0; numa < room.cpus.length; numa++) {
      room.cpus[numa] += sign * cpus[numa]
      room.memoryMib[numa] += sign * memoryMib[numa]
    }
  }

  #change(held: Held, sign: 1 | -1): void {
    const room = this.rooms[held.host]
    this.foreign(held.host, held.cpus, held.memoryMib, sign)
    room.cpuMilli -= sign * held.cpuMilli
    if (held.vfNuma >= 0) room.vfs[held.vfNuma] += sign
    if (held.disk >= 0) {
      room.disks[held.disk].capacityMib += sign * held.diskMib
      room.disks[held.disk].ioKibps += sign * held.ioKibps
    }
    for (const pool of held.pools) this.addresses[pool] += sign
  }
}

function roomOf(host: Host): HostRoom {
  const reserved = new Set(parseCpuList(host.reservedCpus))
  const vfs = host.numaNodes.map(() => 0)
  for (const nic of host.nics) vfs[nic.numa] += nic.vfs
  return {
    cpus: host.numaNodes.map(({ cores }) => cores.flat().filter((cpu) => !reserved.has(cpu)).length),
    cpuMilli: 0,
    memoryMib: host.numaNodes.map(({ memoryMib }) => memoryMib),
    vfs,
    disks: host.disks.map(({ capacityMib, ioKibps }) => ({ capacityMib, ioKibps })),
    podCount: 0,
    isUp: true,
    isCordoned: false,
  }
}
