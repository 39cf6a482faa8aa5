import { parseCpuList } from '../base/cpu-list.ts'
import type { Fleet, Host } from './fleet.ts'
import { poolSize } from './pools.ts'

/** Owners of a Cpu or VF that are no pod. */
export const FREE = -1
export const RESERVED = -2
/** The host has no such Cpu: numbers may leave gaps. */
export const ABSENT = -3

/** A fleet as flat columns: what painting a frame needs, computed once a run. */
export interface FleetTables {
  /** [hostCount + 1] first Cpu, VF and NumaNode of each host. */
  readonly cpuStart: Int32Array
  readonly vfStart: Int32Array
  readonly numaStart: Int32Array
  /** By Cpu: FREE, RESERVED or ABSENT; the fleet with no pod on it. */
  readonly emptyCpus: Int32Array
  /** Pools usable by each host: poolOf[poolStart[h] … poolStart[h + 1] - 1]. */
  readonly poolStart: Int32Array
  readonly poolOf: Int32Array
  /** Addresses in each pool. */
  readonly poolSizes: Int32Array
}

/** Flattens a fleet. Linear in its Cpus and in pools × hosts bound. */
export function fleetTables(fleet: Fleet): FleetTables {
  const hostCount = fleet.hosts.length
  const cpuStart = new Int32Array(hostCount + 1)
  const vfStart = new Int32Array(hostCount + 1)
  const numaStart = new Int32Array(hostCount + 1)
  fleet.hosts.forEach((host, h) => {
    cpuStart[h + 1] = cpuStart[h] + cpuSpan(host)
    vfStart[h + 1] = vfStart[h] + host.nics.reduce((sum, nic) => sum + nic.vfs, 0)
    numaStart[h + 1] = numaStart[h] + host.numaNodes.length
  })
  const emptyCpus = new Int32Array(cpuStart[hostCount]).fill(ABSENT)
  fleet.hosts.forEach((host, h) => {
    for (const numa of host.numaNodes) {
      for (const core of numa.cores) for (const cpu of core) emptyCpus[cpuStart[h] + cpu] = FREE
    }
    for (const cpu of parseCpuList(host.reservedCpus) ?? []) emptyCpus[cpuStart[h] + cpu] = RESERVED
  })
  const poolSizes = Int32Array.from(fleet.pools, poolSize)
  return { cpuStart, vfStart, numaStart, emptyCpus, poolSizes, ...poolsByHost(fleet) }
}

/** Highest Cpu number plus one: Cpu numbers of a host may leave gaps. */
function cpuSpan(host: Host): number {
  let span = 0
  for (const numa of host.numaNodes) {
    for (const core of numa.cores) for (const cpu of core) span = Math.max(span, cpu + 1)
  }
  return span
}

function poolsByHost(fleet: Fleet): { poolStart: Int32Array; poolOf: Int32Array } {
  const byDomain = new Map<string, number[]>()
  fleet.pools.forEach((pool, p) => {
    const { hosts = [], racks = [], modules = [] } = pool.boundTo
    const keys = [...hosts.map((n) => `h/${n}`), ...racks.map((n) => `r/${n}`), ...modules.map((n) => `m/${n}`)]
    for (const key of keys) {
      const list = byDomain.get(key)
      if (list === undefined) byDomain.set(key, [p])
      else list.push(p)
    }
  })
  const poolStart = new Int32Array(fleet.hosts.length + 1)
  const poolOf: number[] = []
  fleet.hosts.forEach((host, h) => {
    const usable = new Set<number>()
    for (const key of [`h/${host.name}`, `r/${host.rack}`, `m/${host.module}`]) {
      for (const p of byDomain.get(key) ?? []) usable.add(p)
    }
    poolOf.push(...usable)
    poolStart[h + 1] = poolOf.length
  })
  return { poolStart, poolOf: Int32Array.from(poolOf) }
}
