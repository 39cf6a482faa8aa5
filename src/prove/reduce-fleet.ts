import type { Fleet, Host } from '../model/fleet.ts'
import { poolsOn } from '../model/pools.ts'
import type { Pass } from './reduce.ts'
import { withEvents } from './reduce-story.ts'

/** Hosts with all that is found on them and happens to them. */
const hosts: Pass = {
  count: ({ fleet }) => fleet.hosts.length,
  without: (proof, from, to) => {
    const gone = new Set(proof.fleet.hosts.slice(from, to).map(({ name }) => name))
    if (gone.size === proof.fleet.hosts.length) return proof
    const left = proof.fleet.hosts.filter(({ name }) => !gone.has(name))
    const foundThere = new Set(
      proof.instants.flatMap(({ events }) =>
        events.flatMap((event) => (event.kind === 'adopt' && gone.has(event.host) ? [event.pod] : [])),
      ),
    )
    const told = withEvents(proof, (event) => {
      const isGone = ('host' in event && gone.has(event.host)) || ('pod' in event && foundThere.has(event.pod))
      return isGone ? null : event
    })
    return { ...told, fleet: boundAnew({ ...proof.fleet, hosts: left }) }
  },
}

/** Pools are bound to what is left; those bound to nothing go, and segments without pools. */
function boundAnew({ volumePools = [], ...fleet }: Fleet): Fleet {
  const pools = poolsOn(fleet.hosts, fleet.pools)
  const volumes = poolsOn(fleet.hosts, volumePools)
  const used = new Set(pools.map(({ segment }) => segment))
  const rest = { ...fleet, pools, segments: fleet.segments.filter(({ name }) => used.has(name)) }
  return volumes.length === 0 ? rest : { ...rest, volumePools: volumes }
}

const pools: Pass = {
  count: ({ fleet }) => fleet.pools.length,
  without: (proof, from, to) => {
    const left = proof.fleet.pools.filter((_, i) => i < from || i >= to)
    return { ...proof, fleet: boundAnew({ ...proof.fleet, pools: left }) }
  },
}

const volumePools: Pass = {
  count: ({ fleet }) => fleet.volumePools?.length ?? 0,
  without: (proof, from, to) => {
    const left = (proof.fleet.volumePools ?? []).filter((_, i) => i < from || i >= to)
    return { ...proof, fleet: boundAnew({ ...proof.fleet, volumePools: left }) }
  },
}

/** What a host may do without; the fields of what is left stay in their order. */
const HOST_PARTS: readonly ((host: Host) => Host)[] = [
  (host) => ({ ...host, disks: [], allocatable: { ...host.allocatable, diskMib: 0 } }),
  ({ gpus: _, ...host }) => host,
  ({ volumeAttachMax: _, ...host }) => host,
  (host) => ({ ...host, nics: host.nics.map(({ mbps: _mbps, kpps: _kpps, ...nic }) => nic) }),
  (host) => ({
    ...host,
    nics: host.nics.map((nic) => ({ ...nic, vfs: 0 })),
    allocatable: { ...host.allocatable, vfs: 0 },
  }),
  (host) => ({ ...host, nics: [], allocatable: { ...host.allocatable, vfs: 0 } }),
]

/** Parts of hosts, one of one host at a time. */
const parts: Pass = {
  count: ({ fleet }) => fleet.hosts.length * HOST_PARTS.length,
  without: (proof, from, to) => {
    if (to - from > 1) return proof
    const at = Math.floor(from / HOST_PARTS.length)
    const host = proof.fleet.hosts[at]
    const simpler = HOST_PARTS[from % HOST_PARTS.length](host)
    if (JSON.stringify(simpler) === JSON.stringify(host)) return proof
    const hosts = proof.fleet.hosts.map((each, i) => (i === at ? simpler : each))
    return { ...proof, fleet: { ...proof.fleet, hosts } }
  },
}

export const FLEET_PASSES: readonly Pass[] = [hosts, pools, volumePools, parts]
