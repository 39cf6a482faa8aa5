import type { PodClass } from '../pod-class.ts'
import { spreadOver } from '../reserve/spread-over.ts'
import { NUMA_COUNT, NUMA_FREE_CPUS, NUMA_FREE_MEMORY_MIB, NUMA_FREE_VFS, ROW } from '../state/host-row.ts'
import type { HostTable } from '../state/host-table.ts'
import { hasDevices } from './devices.ts'
import { NUMA_MASK_SIZE, NUMA_MASKS } from './numa-masks.ts'

/** Above every key, and a small integer, so that keys are compared as such. */
const NO_KEY = 0x3fff_ffff

/**
 * The NumaNodes a new pod would stand on: all under `spread`, else of the smallest sets that can hold it the one with
 * the fewest free Cpus (profile packs) or the most (spreads), ties to the lowest mask. Exact: a set of one by a plain
 * loop, larger sets by trying all masks of a size, at most 255.
 *
 * returns  a mask, or 0 when no set can hold it (policy `single`: no set of one)
 */
export function chooseNumaNodes(hosts: HostTable, host: number, klass: PodClass): number {
  if (klass.rareNuma) return chooseRarely(hosts, host, klass)
  const rows = hosts.rows
  const cpus = klass.cpus
  const end = host * ROW + rows[host * ROW + NUMA_COUNT]
  let best = -1
  let bestFree = klass.packs ? NO_KEY : -1
  for (let at = host * ROW; at < end; at++) {
    const free = rows[at + NUMA_FREE_CPUS]
    if (free < cpus || (klass.packs ? free >= bestFree : free <= bestFree)) continue
    if (rows[at + NUMA_FREE_MEMORY_MIB] < klass.memoryMib || (klass.takesVf && rows[at + NUMA_FREE_VFS] === 0)) continue
    best = at
    bestFree = free
  }
  if (best >= 0) return 1 << (best - host * ROW)
  return klass.single ? 0 : chooseSeveral(hosts, host, klass)
}

/** Evenly, as a policy likes, or by more than Cpus, memory and any VF. */
function chooseRarely(hosts: HostTable, host: number, klass: PodClass): number {
  if (klass.evenly) return chooseAll(hosts, host, klass)
  if (klass.own !== null && klass.own.reserve !== null) return chooseLiked(hosts, host, klass)
  const sign = klass.packs ? 1 : -1
  let best = 0
  let bestKey = NO_KEY
  for (let numa = 0; numa < hosts.numaCount(host); numa++) {
    const key = sign * hosts.numaFreeCpus(host, numa)
    if (key >= bestKey || !holds(hosts, host, klass, 1 << numa)) continue
    best = 1 << numa
    bestKey = key
  }
  return best !== 0 || klass.single ? best : chooseSeveral(hosts, host, klass)
}

/** As the class's policy likes the smallest sets that can hold it. */
function chooseLiked(hosts: HostTable, host: number, klass: PodClass): number {
  const like = klass.own?.reserve ?? null
  let best = 0
  let bestLiked = -1
  for (const mask of NUMA_MASKS[hosts.numaCount(host)]) {
    if (klass.single && NUMA_MASK_SIZE[mask] > 1) break
    if (best !== 0 && NUMA_MASK_SIZE[mask] > NUMA_MASK_SIZE[best]) break
    if (!holds(hosts, host, klass, mask)) continue
    const liked = like === null ? 0 : like(hosts, host, klass, mask)
    if (liked <= bestLiked) continue
    best = mask
    bestLiked = liked
  }
  return best
}

function holds(hosts: HostTable, host: number, klass: PodClass, mask: number): boolean {
  let cpus = 0
  let memoryMib = 0
  let vfs = 0
  let inFullCores = 0
  for (let rest = mask; rest !== 0; rest &= rest - 1) {
    const numa = 31 - Math.clz32(rest & -rest)
    cpus += hosts.numaFreeCpus(host, numa)
    memoryMib += hosts.numaFreeMemoryMib(host, numa)
    vfs += hosts.numaFreeVfs(host, numa)
    if (klass.fullCores) inFullCores += hosts.cpus.numaFreeInFullCores(host, numa)
  }
  if (cpus < klass.cpus || memoryMib < klass.memoryMib || (klass.takesVf && vfs === 0)) return false
  if (klass.fullCores && inFullCores < klass.cpus) return false
  return !klass.needsDevices || hasDevices(hosts, host, mask, klass)
}

function chooseAll(hosts: HostTable, host: number, klass: PodClass): number {
  if (klass.takesVf && hosts.freeVfs(host) === 0) return 0
  const all = (1 << hosts.numaCount(host)) - 1
  if (klass.needsDevices && !hasDevices(hosts, host, all, klass)) return 0
  return spreadOver(hosts, host, klass) === null ? 0 : all
}

function chooseSeveral(hosts: HostTable, host: number, klass: PodClass): number {
  const sign = klass.packs ? 1 : -1
  const numaCount = hosts.numaCount(host)
  const masks = NUMA_MASKS[numaCount]
  let best = 0
  let bestKey = NO_KEY
  for (let i = numaCount; i < masks.length; i++) {
    const mask = masks[i]
    if (best !== 0 && NUMA_MASK_SIZE[mask] > NUMA_MASK_SIZE[best]) break
    if (!holds(hosts, host, klass, mask)) continue
    const key = sign * freeCpusOn(hosts, host, mask)
    if (key >= bestKey) continue
    best = mask
    bestKey = key
  }
  return best
}

function freeCpusOn(hosts: HostTable, host: number, mask: number): number {
  let cpus = 0
  for (let rest = mask; rest !== 0; rest &= rest - 1) cpus += hosts.numaFreeCpus(host, 31 - Math.clz32(rest & -rest))
  return cpus
}
