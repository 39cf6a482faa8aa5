import { formatIpv4, parseIpv4 } from '../../src/base/ipv4.ts'
import type { NearestChange } from '../../src/model/decision.ts'
import type { Fleet, Host, IpPool, VolumePool } from '../../src/model/fleet.ts'

/** Every way in which a host is richer by an amount of one resource. */
type Enrich = (host: Host, amount: number) => readonly Host[]

/** Where more of a resource can be on a host: on each NumaNode, disk or NIC, one at a time. */
const ON_HOST: Readonly<Record<Exclude<NearestChange['resource'], 'ip' | 'volumeMib'>, Enrich>> = {
  cpus: (host, amount) => {
    const largest = largestCore(host)
    const threads = amount % largest === 0 ? [1, largest] : [1]
    return host.numaNodes.flatMap((_, numa) => threads.map((each) => moreCpus(host, numa, amount, each)))
  },
  memoryMib: (host, amount) =>
    host.numaNodes.map((_, numa) => ({
      ...host,
      numaNodes: changed(host.numaNodes, numa, (each) => ({ ...each, memoryMib: each.memoryMib + amount })),
      allocatable: { ...host.allocatable, memoryMib: host.allocatable.memoryMib + amount },
    })),
  diskMib: (host, amount) =>
    host.disks.map((_, disk) => ({
      ...host,
      disks: changed(host.disks, disk, (each) => ({ ...each, capacityMib: each.capacityMib + amount })),
      allocatable: { ...host.allocatable, diskMib: host.allocatable.diskMib + amount },
    })),
  ioKibps: (host, amount) =>
    host.disks.map((_, disk) => ({
      ...host,
      disks: changed(host.disks, disk, (each) => ({ ...each, ioKibps: each.ioKibps + amount })),
    })),
  vf: (host, amount) =>
    host.nics.map((_, nic) => ({
      ...host,
      nics: changed(host.nics, nic, (each) => ({ ...each, vfs: each.vfs + amount })),
      allocatable: { ...host.allocatable, vfs: host.allocatable.vfs + amount },
    })),
  gpu: (host, amount) =>
    host.numaNodes.map((_, numa) => {
      const more = Array.from({ length: amount }, (_, i) => ({ name: `more${i}`, numa }))
      return { ...host, gpus: [...(host.gpus ?? []), ...more] }
    }),
  nicMbps: (host, amount) =>
    host.nics.map((_, nic) => ({
      ...host,
      nics: changed(host.nics, nic, (each) => ({ ...each, mbps: (each.mbps ?? 0) + amount })),
    })),
  nicKpps: (host, amount) =>
    host.nics.map((_, nic) => ({
      ...host,
      nics: changed(host.nics, nic, (each) => ({ ...each, kpps: (each.kpps ?? 0) + amount })),
    })),
  volumeAttach: (host, amount) => [{ ...host, volumeAttachMax: (host.volumeAttachMax ?? 0) + amount }],
}

/** The fleet with one host richer by an amount of a resource, one fleet for each place that may have it. */
export function richerFleets(fleet: Fleet, host: number, resource: keyof typeof ON_HOST, amount: number): Fleet[] {
  return ON_HOST[resource](fleet.hosts[host], amount).map((richer) => ({
    ...fleet,
    hosts: changed(fleet.hosts, host, () => richer),
  }))
}

/**
 * The fleet with more in one pool, one fleet for each pool: one address after its last one, or so many MiB of volumes.
 */
export function roomierFleets(fleet: Fleet, resource: 'ip' | 'volumeMib', amount: number): Fleet[] {
  if (resource === 'ip') return fleet.pools.map((_, pool) => ({ ...fleet, pools: changed(fleet.pools, pool, oneMore) }))
  const { volumePools = [] } = fleet
  const more = (pool: VolumePool): VolumePool => ({ ...pool, capacityMib: pool.capacityMib + amount })
  return volumePools.map((_, pool) => ({ ...fleet, volumePools: changed(volumePools, pool, more) }))
}

function oneMore(pool: IpPool): IpPool {
  const last = parseIpv4(pool.ranges[pool.ranges.length - 1].split('-')[1]) ?? 0
  const next = formatIpv4(last + 1)
  return { ...pool, ranges: [...pool.ranges, `${next}-${next}`] }
}

/** Threads of the largest core of a host, which are those of a full one. */
export function largestCore({ numaNodes }: Host): number {
  return Math.max(1, ...numaNodes.flatMap(({ cores }) => cores.map((core) => core.length)))
}

/** So many Cpus more, numbered after all others, in cores of so many threads. */
function moreCpus(host: Host, numa: number, amount: number, threads: number): Host {
  const first = 1 + Math.max(...host.numaNodes.flatMap((each) => each.cores.flat()))
  const cores = Array.from({ length: amount / threads }, (_, core) =>
    Array.from({ length: threads }, (_, thread) => first + core * threads + thread),
  )
  return {
    ...host,
    numaNodes: changed(host.numaNodes, numa, (each) => ({ ...each, cores: [...each.cores, ...cores] })),
    allocatable: { ...host.allocatable, cpus: host.allocatable.cpus + amount },
  }
}

function changed<T>(list: readonly T[], at: number, change: (value: T) => T): T[] {
  return list.map((value, i) => (i === at ? change(value) : value))
}
