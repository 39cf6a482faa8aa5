import { assert } from '../../base/assert.ts'
import { sumOf } from '../../base/sum.ts'
import type { Holding } from '../../model/holding.ts'
import { NUMA_MASK_SIZE } from '../choose/numa-masks.ts'
import { shareByRoom, shareNearFirst } from '../reserve/amounts.ts'
import type { HostTable } from '../state/host-table.ts'
import { growCpus, resizeCpusTo, shrinkCpus } from './cpus.ts'
import { resizedShares } from './evenly.ts'
import { chooseResizeNumaNodes } from './numa.ts'
import type { ResizeWish } from './wish.ts'

/**
 * The holding after a lossless resize in place (S11, law L10), or null when it does not fit. Host, network, VF, IP and
 * disk stay; Cpus and the MiB of each NumaNode grow to a superset or shrink to a subset. Does not book it.
 */
export function resizeInPlace(hosts: HostTable, wish: ResizeWish): Holding | null {
  const numaMask = chooseResizeNumaNodes(hosts, wish)
  if (numaMask === 0) return null
  const { holding } = wish
  const { cpuMilli } = wish
  if (wish.evenly) {
    const shares = resizedShares(hosts, wish)
    assert(shares !== null, 'a resize that fits has a share on every NumaNode')
    const cpus = resizeCpusTo(hosts, wish, shares.cpus)
    return resized(holding, cpus, cpuMilli, [...shares.memoryMib])
  }
  const cpus = wish.cpus >= holding.cpus.length ? growCpus(hosts, wish, numaMask) : shrinkCpus(hosts, wish, numaMask)
  return resized(holding, cpus, cpuMilli, resizeMemory(hosts, wish, numaMask))
}

/**
 * Written out in the order of `reserve`: a spread gave every resized holding a hidden shape of its own, and took five
 * times as long.
 */
function resized(holding: Holding, cpus: readonly number[], cpuMilli: number, memoryMib: readonly number[]): Holding {
  const { host, disk, diskMib, ioKibps, network, vf, gpus, nic, nicMbps, nicKpps } = holding
  const { pool, ip, overlayPool, overlayIp, volumePool, volumeMib } = holding
  return {
    host,
    cpus,
    cpuMilli,
    memoryMib,
    disk,
    diskMib,
    ioKibps,
    network,
    vf,
    gpus,
    nic,
    nicMbps,
    nicKpps,
    pool,
    ip,
    overlayPool,
    overlayIp,
    volumePool,
    volumeMib,
  }
}

function resizeMemory(hosts: HostTable, wish: ResizeWish, numaMask: number): readonly number[] {
  const { host, memoryMib } = wish.holding
  const held = sumOf(memoryMib)
  if (wish.memoryMib === held) return memoryMib
  if (NUMA_MASK_SIZE[numaMask] === 1) return memoryMib.map((_, n) => (numaMask === 1 << n ? wish.memoryMib : 0))
  if (wish.memoryMib < held) return shrinkMemory(wish, numaMask)
  const room = memoryMib.map((_, numa) => hosts.numaFreeMemoryMib(host, numa))
  const shares = shareNearFirst(wish.memoryMib - held, numaMask, memoryMib, room)
  return memoryMib.map((mib, numa) => mib + shares[numa])
}

/** Keeps memory where most of it is; what lies outside the mask goes first. */
function shrinkMemory(wish: ResizeWish, numaMask: number): number[] {
  return shareByRoom(wish.memoryMib, numaMask, wish.holding.memoryMib)
}
