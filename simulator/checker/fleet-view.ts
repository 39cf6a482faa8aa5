import type { Fleet, Host, SegmentNetwork } from '../../src/model/fleet.ts'
import { bitCount, readCpuSet, readRange } from './text.ts'
import { type VolumePoolView, viewVolumePools } from './volumes.ts'

/** NumaNodes and disks a host can have; strides of the columns below (src/model/fleet.ts sets the same limits). */
export const NUMA = 8
export const DISKS = 4

/** Domains of one kind, numbered in order of first appearance. */
export interface Domains {
  readonly names: readonly string[]
  /** By host. */
  readonly of: Int32Array
}

/**
 * The fleet as the auditor computes with it. Nothing here changes during an audit.
 *
 * words      32-bit words of a Cpu set, the same for every host
 * usable     [host × words] Cpus that exist and are not reserved; `existing` those that exist
 * numaCpus   [(host × NUMA + numa) × words] usable Cpus of a NumaNode
 */
export interface FleetView {
  readonly hosts: readonly Host[]
  readonly hostOf: ReadonlyMap<string, number>
  readonly words: number
  readonly existing: Int32Array
  readonly usable: Int32Array
  readonly numaCpus: Int32Array
  /** [host × NUMA], Cpus less the reserved ones. */
  readonly numaCpuCount: Int32Array
  readonly numaCount: Int32Array
  readonly cpuCount: Int32Array
  /** The host's VFs are numbered through its NICs in order; the NumaNode of each, by host. */
  readonly vfNuma: readonly Uint8Array[]
  readonly vfOf: readonly ReadonlyMap<string, number>[]
  readonly domains: Readonly<Record<'host' | 'rack' | 'module' | 'idc', Domains>>
  readonly pools: readonly PoolView[]
  readonly poolsOfSegment: ReadonlyMap<string, readonly number[]>
  /** Pools bound to the host (or its rack or module) whose segment allows the mode, by pool name. */
  readonly usablePools: Readonly<Record<SegmentNetwork, readonly (readonly number[])[]>>
  /** By name. */
  readonly volumePools: readonly VolumePoolView[]
}

export interface PoolView {
  readonly name: string
  readonly segment: string
  readonly networks: readonly SegmentNetwork[]
  readonly ranges: readonly { readonly first: number; readonly last: number }[]
  readonly size: number
  /** By host, 1 where bound. */
  readonly bound: Uint8Array
}

/** Builds the view. Faults of the fleet are for laws/fleet.ts to name; here unreadable parts count as empty. */
export function viewFleet(fleet: Fleet): FleetView {
  const { hosts } = fleet
  const hostOf = new Map(hosts.map((host, index) => [host.name, index]))
  const domains = {
    host: { names: hosts.map((host) => host.name), of: Int32Array.from(hosts, (_, index) => index) },
    rack: numberDomains(hosts.map((host) => host.rack)),
    module: numberDomains(hosts.map((host) => host.module)),
    idc: numberDomains(hosts.map((host) => host.idc)),
  }
  const pools = viewPools(fleet)
  const poolsOfSegment = new Map<string, number[]>()
  pools.forEach((pool, index) => {
    const list = poolsOfSegment.get(pool.segment)
    if (list === undefined) poolsOfSegment.set(pool.segment, [index])
    else list.push(index)
  })
  const usable = (mode: SegmentNetwork): number[][] =>
    hosts.map((_, host) => {
      return pools.flatMap((pool, index) => (pool.bound[host] === 1 && pool.networks.includes(mode) ? [index] : []))
    })
  return {
    hosts,
    hostOf,
    domains,
    pools,
    poolsOfSegment,
    ...viewCpus(hosts),
    vfNuma: hosts.map((host) => Uint8Array.from(host.nics.flatMap((nic) => new Array<number>(nic.vfs).fill(nic.numa)))),
    vfOf: hosts.map((host) => {
      const names = host.nics.flatMap((nic) => Array.from({ length: nic.vfs }, (_, index) => `${nic.name}:${index}`))
      return new Map(names.map((name, index) => [name, index]))
    }),
    usablePools: { sriov: usable('sriov'), bridge: usable('bridge'), overlay: usable('overlay') },
    volumePools: viewVolumePools(fleet),
  }
}

function numberDomains(nameOf: readonly string[]): Domains {
  const index = new Map<string, number>()
  for (const name of nameOf) if (!index.has(name)) index.set(name, index.size)
  return { names: [...index.keys()], of: Int32Array.from(nameOf, (name) => index.get(name) ?? 0) }
}

type CpuColumns = Pick<
  FleetView,
  'words' | 'existing' | 'usable' | 'numaCpus' | 'numaCpuCount' | 'numaCount' | 'cpuCount'
>

function viewCpus(hosts: readonly Host[]): CpuColumns {
  let cpuMax = 0
  for (const host of hosts)
    for (const numa of host.numaNodes) for (const core of numa.cores) cpuMax = Math.max(cpuMax, ...core)
  const words = (cpuMax >>> 5) + 1
  const existing = new Int32Array(hosts.length * words)
  const usable = new Int32Array(hosts.length * words)
  const numaCpus = new Int32Array(hosts.length * NUMA * words)
  const numaCpuCount = new Int32Array(hosts.length * NUMA)
  const numaCount = Int32Array.from(hosts, (host) => host.numaNodes.length)
  const cpuCount = new Int32Array(hosts.length)
  const reserved = new Int32Array(words)
  for (let h = 0; h < hosts.length; h++) {
    if (readCpuSet(hosts[h].reservedCpus, reserved) < 0) reserved.fill(0)
    const nodes = Math.min(hosts[h].numaNodes.length, NUMA)
    for (let n = 0; n < nodes; n++) {
      const base = (h * NUMA + n) * words
      for (const core of hosts[h].numaNodes[n].cores)
        for (const cpu of core) numaCpus[base + (cpu >>> 5)] |= 1 << (cpu & 31)
      for (let w = 0; w < words; w++) {
        existing[h * words + w] |= numaCpus[base + w]
        numaCpus[base + w] &= ~reserved[w]
        usable[h * words + w] |= numaCpus[base + w]
        numaCpuCount[h * NUMA + n] += bitCount(numaCpus[base + w])
      }
      cpuCount[h] += numaCpuCount[h * NUMA + n]
    }
  }
  return { words, existing, usable, numaCpus, numaCpuCount, numaCount, cpuCount }
}

function viewPools(fleet: Fleet): PoolView[] {
  const segments = new Map(fleet.segments.map((segment) => [segment.name, segment]))
  return fleet.pools.map((pool) => {
    const ranges = pool.ranges.map(readRange).filter((range) => range !== null)
    const hosts = new Set(pool.boundTo.hosts)
    const racks = new Set(pool.boundTo.racks)
    const modules = new Set(pool.boundTo.modules)
    return {
      name: pool.name,
      segment: pool.segment,
      networks: segments.get(pool.segment)?.networks ?? [],
      ranges,
      size: ranges.reduce((sum, range) => sum + range.last - range.first + 1, 0),
      bound: Uint8Array.from(fleet.hosts, (host) =>
        Number(hosts.has(host.name) || racks.has(host.rack) || modules.has(host.module)),
      ),
    }
  })
}
