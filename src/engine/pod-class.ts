import type { NetworkMode } from '../model/fleet.ts'
import type { PodRequest } from '../model/request.ts'
import type { Filter } from './filter/filter.ts'
import { filtersFor } from './filter/filters.ts'
import { type Profile, profileNamed } from './profiles.ts'
import type { HostTable } from './state/host-table.ts'
import type { HostRule } from './state/spread-groups.ts'

/** Pods that ask for the same, under the same rules: what holds for one of them on a host holds for all. */
export interface PodClass {
  readonly cpus: number
  readonly memoryMib: number
  readonly diskMib: number
  readonly ioKibps: number
  readonly network: NetworkMode
  readonly sriov: boolean
  /** NumaNode policy `single`. */
  readonly single: boolean
  readonly profile: Profile
  /** [hostCount] 1 where region, IDC and module lists allow the host; null when all are allowed. */
  readonly allowed: Uint8Array | null
  /** The rule that counts pods of the whole game per host, or null; other rules are laid over ranges of hosts. */
  readonly hostRule: HostRule | null
  /** Filters that can refuse this class, cheapest first. The NumaNode filter comes after them all. */
  readonly filters: readonly Filter[]
}

/** Builds the class of a request at a size. */
export function buildPodClass(
  hosts: HostTable,
  request: PodRequest,
  cpus: number,
  memoryMib: number,
  hostRule: HostRule | null,
): PodClass {
  const { diskMib, ioKibps, network } = request
  const allowed = allowedHosts(hosts, request)
  const profile = profileNamed(request.profile)
  const sriov = network === 'sriov'
  const shape = { cpus, memoryMib, diskMib, ioKibps, network, sriov, single: request.numa === 'single', profile }
  return { ...shape, allowed, hostRule, filters: filtersFor({ ...shape, allowed, hostRule }) }
}

function allowedHosts(hosts: HostTable, { where }: PodRequest): Uint8Array | null {
  const lists = [
    [where.regions, hosts.domains.region],
    [where.idcs, hosts.domains.idc],
    [where.modules, hosts.domains.module],
  ] as const
  if (lists.every(([names]) => names === undefined || names.length === 0)) return null
  const allowed = new Uint8Array(hosts.hostCount).fill(1)
  for (const [names, index] of lists) {
    if (names === undefined || names.length === 0) continue
    const wanted = new Set(names.map((name) => index.byName.get(name)))
    for (let host = 0; host < hosts.hostCount; host++) if (!wanted.has(index.of[host])) allowed[host] = 0
  }
  return allowed
}
