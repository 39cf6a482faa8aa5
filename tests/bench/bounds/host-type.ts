import { parseCpuList } from '../../../src/base/cpu-list.ts'
import type { Fleet, Host } from '../../../src/model/fleet.ts'
import { isBoundTo, poolSize } from '../../../src/model/pools.ts'
import type { Instance } from './instance.ts'

/** What hosts that can take the same pods have in common. Lists are by NumaNode but for `disks`. */
export interface HostType {
  readonly cpus: readonly number[]
  readonly memoryMib: readonly number[]
  readonly vfs: readonly number[]
  readonly disks: readonly { readonly capacityMib: number; readonly ioKibps: number }[]
  /** Addresses of the host's own pools: those an `sriov` pod may have, a `bridge` pod, and all of them. */
  readonly ips: { readonly sriov: number; readonly bridge: number; readonly all: number }
}

/** Hosts by type: `ofHost[i]` is the type of fleet.hosts[i]. */
export interface HostTypes {
  readonly types: readonly HostType[]
  readonly ofHost: readonly number[]
}

/**
 * Groups the hosts of an instance. A pool that several hosts share is left out of `ips` when it has an address for
 * every pod, for then it never binds; a smaller one couples hosts, which no model here knows, and throws.
 */
export function hostTypesOf({ fleet, shapes }: Pick<Instance, 'fleet' | 'shapes'>): HostTypes {
  const podCount = shapes.reduce((sum, { count }) => sum + count, 0)
  const keys = new Map<string, number>()
  const types: HostType[] = []
  const ofHost = fleet.hosts.map((host) => {
    const type = typeOf(host, fleet, podCount)
    const key = JSON.stringify(type)
    const index = keys.get(key) ?? types.push(type) - 1
    keys.set(key, index)
    return index
  })
  return { types, ofHost }
}

function typeOf(host: Host, fleet: Fleet, podCount: number): HostType {
  if ((host.gpus ?? []).length > 0) throw new Error(`${host.name}: the models know no GPUs`)
  const reserved = new Set(parseCpuList(host.reservedCpus))
  const vfs = host.numaNodes.map(({ id }) =>
    host.nics.filter(({ numa }) => numa === id).reduce((sum, nic) => sum + nic.vfs, 0),
  )
  return {
    cpus: host.numaNodes.map(({ cores }) => cores.flat().filter((cpu) => !reserved.has(cpu)).length),
    memoryMib: host.numaNodes.map(({ memoryMib }) => memoryMib),
    vfs,
    disks: host.disks.map(({ capacityMib, ioKibps }) => ({ capacityMib, ioKibps })),
    ips: addressesOf(host, fleet, podCount),
  }
}

function addressesOf(host: Host, fleet: Fleet, podCount: number): HostType['ips'] {
  const ips = { sriov: 0, bridge: 0, all: 0 }
  for (const pool of fleet.pools) {
    if (!isBoundTo(pool, host)) continue
    const size = poolSize(pool)
    if (fleet.hosts.filter((other) => isBoundTo(pool, other)).length > 1 && size < podCount) {
      throw new Error(`pool ${pool.name} is shared by hosts and may run out: the models know pools of one host only`)
    }
    const modes = fleet.segments.find(({ name }) => name === pool.segment)?.networks ?? []
    for (const mode of modes) if (mode !== 'overlay') ips[mode] += size
    if (modes.some((mode) => mode !== 'overlay')) ips.all += size
  }
  return ips
}
