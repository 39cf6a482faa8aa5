import type { Holding } from '../../model/holding.ts'
import { shareByRoom } from '../reserve/amounts.ts'
import type { HostTable } from '../state/host-table.ts'
import { growCpus, shrinkCpus } from './cpus.ts'
import { chooseResizeNumaNodes, type ResizeWish, totalOf } from './numa.ts'

/**
 * The holding after a lossless resize in place (S11, law L10), or null when it does not fit. Host, network, VF, IP and
 * disk stay; Cpus and the MiB of each NumaNode grow to a superset or shrink to a subset. Does not book it.
 */
export function resizeInPlace(hosts: HostTable, wish: ResizeWish): Holding | null {
  const numaMask = chooseResizeNumaNodes(hosts, wish)
  if (numaMask === 0) return null
  const { holding } = wish
  const cpus = wish.cpus >= holding.cpus.length ? growCpus(hosts, wish, numaMask) : shrinkCpus(hosts, wish, numaMask)
  return { ...holding, cpus, memoryMib: resizeMemory(hosts, wish, numaMask) }
}

function resizeMemory(hosts: HostTable, wish: ResizeWish, numaMask: number): number[] {
  const { host, memoryMib } = wish.holding
  const held = totalOf(memoryMib)
  if (wish.memoryMib === held) return [...memoryMib]
  if (wish.memoryMib < held) return shrinkMemory(wish, numaMask)
  const room = memoryMib.map((_, numa) => hosts.numaFreeMemoryMib(host, numa))
  const standsOn = memoryMib.reduce((mask, mib, numa) => (mib > 0 ? mask | (1 << numa) : mask), 0)
  const more = wish.memoryMib - held
  const nearRoom = room.map((free, numa) => ((((standsOn & numaMask) >>> numa) & 1) === 1 ? free : 0))
  const near = Math.min(more, totalOf(nearRoom))
  const nearShares = shareByRoom(near, standsOn & numaMask, nearRoom)
  const farShares = shareByRoom(more - near, numaMask & ~standsOn, room)
  return memoryMib.map((mib, numa) => mib + nearShares[numa] + farShares[numa])
}

/** Keeps memory where most of it is; what lies outside the mask goes first. */
function shrinkMemory(wish: ResizeWish, numaMask: number): number[] {
  return shareByRoom(wish.memoryMib, numaMask, wish.holding.memoryMib)
}
