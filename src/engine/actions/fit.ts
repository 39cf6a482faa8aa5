import { sumOf } from '../../base/sum.ts'
import type { PodClass } from '../pod-class.ts'
import { isForbidden } from '../refuse/refuse-place.ts'
import { holdingFor, rankedClassOf } from '../round/place-pod.ts'
import type { Belief } from '../state/belief.ts'
import { DOMAIN_KINDS } from '../state/domains.ts'
import type { HostTable } from '../state/host-table.ts'
import { peerRules } from '../state/peer-groups.ts'
import type { PodRecord } from '../state/pods.ts'
import type { RangeRule } from '../state/spread-groups.ts'
import { canCount, roomsOf } from './rooms.ts'

/**
 * How many pods like these get a place if they are asked for one after another as things are, up to the first that fits
 * nowhere; no other pod gives way to them or is placed before them.
 *
 * Pods that differ in nothing leave the same room behind in whatever order their hosts are chosen, as long as each
 * host's room can be told by itself (`rooms.ts`) and one kind of limit at most spans hosts. Then all of it is counted:
 * O(hosts + pools of addresses and volumes × their hosts). Else they are placed one by one in a fork.
 *
 * next  makes a pod that the belief does not know, each of the same zone and component
 * most  where counting ends
 */
export function fitCount(belief: Belief, next: () => PodRecord, most: number): number {
  const counted = counts(belief, next())
  if (counted !== null) return Math.min(most, counted)
  const { hosts, ledger } = belief
  const placeAll = (): number => {
    for (let count = 0; count < most; count++) {
      const pod = next()
      const holding = holdingFor(belief, pod)
      if (holding === null) return count
      ledger.change(pod, holding)
    }
    return most
  }
  return hosts.journal.quietly(() => ledger.fork(placeAll))
}

/** Null where the order of hosts may matter. */
function counts(belief: Belief, pod: PodRecord): number | null {
  const { hosts } = belief
  const { component, identity } = pod
  const { groups, request } = component
  const { together } = request
  const { klass } = rankedClassOf(belief, pod)
  if (!canCount(klass) || (together !== undefined && together.weight === undefined)) return null
  const rooms = roomsOf(hosts, klass)
  const peers = peerRules(component.seat, identity)
  const isKeptOff = (host: number): boolean => {
    return isForbidden(hosts, host, peers, 'Near') || isForbidden(hosts, host, peers, 'Apart')
  }
  if (peers.length > 0) for (let host = 0; host < rooms.length; host++) if (isKeptOff(host)) rooms[host] = 0
  const limits = groups.hardRules(identity)
  for (const rule of limits) if (rule.domain === 'host') cap(hosts, rooms, rule)
  const wide = limits.filter(({ domain }) => domain !== 'host').sort(narrowFirst)
  const short = poolsFor(hosts, klass).filter((pools) => isShort(rooms, pools))
  if (short.length === 0) {
    for (const rule of wide) cap(hosts, rooms, rule)
    return sumOf(rooms)
  }
  return short.length === 1 && wide.length === 0 ? countByPool(rooms, short[0]) : null
}

/**
 * Takes off what exceeds a limit in each domain, from whichever host: a wider domain holds all of it or none. So limits
 * of narrower domains come first; what a wider one took from one host would be missing where a narrower leaves room.
 */
function cap(hosts: HostTable, rooms: number[], { domain, limit, counts: pods }: RangeRule): void {
  const { start } = hosts.domains[domain]
  for (let each = 0; each + 1 < start.length; each++) {
    let left = Math.max(0, (limit ?? 0) - (pods.get(each) ?? 0))
    for (let host = start[each]; host < start[each + 1]; host++) {
      rooms[host] = Math.min(rooms[host], left)
      left -= rooms[host]
    }
  }
}

function narrowFirst(a: RangeRule, b: RangeRule): number {
  return DOMAIN_KINDS.indexOf(a.domain) - DOMAIN_KINDS.indexOf(b.domain)
}

/** Pools that pods draw on: the ranks of their hosts and how many pods they have something for. */
type Pools = readonly { readonly hosts: readonly number[]; readonly freeCount: number }[]

/** The pools that a pod of the class needs one of: for each of its addresses, and for its volume. */
function poolsFor({ pools, volumes }: HostTable, klass: PodClass): readonly Pools[] {
  const addresses = klass.addresses.map((network) => pools.ofNetwork(network))
  return klass.takesVolume ? [...addresses, volumes.roomsFor(klass.volumePool, klass.volumeMib)] : addresses
}

/** Whether some pool has something for fewer pods than its hosts have room for. */
function isShort(rooms: readonly number[], pools: Pools): boolean {
  return pools.some(({ hosts, freeCount }) => {
    return sumOf(hosts.map((host) => rooms[host])) > freeCount
  })
}

/** Null where a host draws on more than one pool. */
function countByPool(rooms: readonly number[], pools: Pools): number | null {
  const seen = new Set<number>()
  let count = 0
  for (const { hosts, freeCount } of pools) {
    let room = 0
    for (const host of hosts) {
      if (rooms[host] === 0) continue
      if (seen.has(host)) return null
      seen.add(host)
      room += rooms[host]
    }
    count += Math.min(room, freeCount)
  }
  return count
}
