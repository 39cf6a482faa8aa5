import { parseIpv4 } from '../base/ipv4.ts'
import type { Host, IpPool, PoolBinding, VolumePool } from './fleet.ts'

const LEVELS = ['hosts', 'racks', 'modules'] as const

/** Whether a pool is bound to a host, its rack or its module. */
export function isBoundTo({ boundTo }: { readonly boundTo: PoolBinding }, host: Host): boolean {
  const { hosts = [], racks = [], modules = [] } = boundTo
  return hosts.includes(host.name) || racks.includes(host.rack) || modules.includes(host.module)
}

/** Whether volumes of a pool can be attached on a host, as far as its binding goes. */
export function reachesVolumes({ boundTo }: VolumePool, host: Host): boolean {
  return boundTo === undefined || isBoundTo({ boundTo }, host)
}

/** Addresses of a pool, whose ranges were checked when it was read. */
export function poolSize({ ranges }: IpPool): number {
  return ranges.reduce((sum, range) => {
    const [first, last] = range.split('-').map((end) => parseIpv4(end) ?? 0)
    return sum + last - first + 1
  }, 0)
}

/**
 * The pools as some of the hosts know them: bound to what is there; those bound to none of it are left out, those that
 * all reach stay as they are.
 */
export function poolsOn<P extends { readonly boundTo?: PoolBinding }>(
  hosts: readonly Host[],
  pools: readonly P[],
): P[] {
  const names = {
    hosts: new Set(hosts.map(({ name }) => name)),
    racks: new Set(hosts.map(({ rack }) => rack)),
    modules: new Set(hosts.map(({ module }) => module)),
  }
  return pools.flatMap((pool) => {
    const { boundTo } = pool
    if (boundTo === undefined) return [pool]
    const bound = LEVELS.flatMap((level) => {
      const present = (boundTo[level] ?? []).filter((name) => names[level].has(name))
      return present.length === 0 ? [] : [[level, present] as const]
    })
    return bound.length === 0 ? [] : [{ ...pool, boundTo: Object.fromEntries(bound) }]
  })
}
