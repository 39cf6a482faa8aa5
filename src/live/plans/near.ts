import type { HoldingWords } from '../../model/decision.ts'
import type { Fleet, IpPool } from '../../model/fleet.ts'
import type { Snapshot } from '../../model/snapshot.ts'

/** Whether a holding can be in the way of others: it is on a host of theirs or has an address of theirs. */
export type IsNear = (holding: HoldingWords) => boolean

/** The holdings that can be in the way of any of those given. */
export function nearTo(holdings: readonly HoldingWords[]): IsNear {
  const hosts = new Set(holdings.map(({ host }) => host))
  const ips = new Set(holdings.map(({ ip }) => ip))
  const macs = new Set(holdings.map(({ mac }) => mac))
  return ({ host, ip, mac }) => hosts.has(host) || ips.has(ip) || macs.has(mac)
}

/** A snapshot of nothing but pods that are near, and their hosts, with those of `holdings`. */
export function onlyNear(snapshot: Snapshot, isNear: IsNear, holdings: readonly HoldingWords[]): Snapshot {
  const pods = snapshot.pods.filter(({ holding }) => holding !== null && isNear(holding))
  const hosts = new Set([...holdings, ...pods.flatMap(({ holding }) => holding ?? [])].map(({ host }) => host))
  return {
    ...snapshot,
    fleet: fleetOf(snapshot.fleet, hosts),
    hosts: snapshot.hosts.filter(({ name }) => hosts.has(name)),
    pods,
  }
}

/** A fleet of some of the hosts; pools are bound to as much of it as there is. */
function fleetOf({ hosts, segments, pools }: Fleet, names: ReadonlySet<string>): Fleet {
  const kept = hosts.filter(({ name }) => names.has(name))
  const places = {
    hosts: names,
    racks: new Set(kept.map(({ rack }) => rack)),
    modules: new Set(kept.map(({ module }) => module)),
  }
  const boundTo = (pool: IpPool): IpPool['boundTo'] => {
    const kinds = ['hosts', 'racks', 'modules'] as const
    return Object.fromEntries(kinds.map((kind) => [kind, pool.boundTo[kind]?.filter((name) => places[kind].has(name))]))
  }
  return { hosts: kept, segments, pools: pools.map((pool) => ({ ...pool, boundTo: boundTo(pool) })) }
}
