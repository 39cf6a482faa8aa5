import type { PodClass } from '../pod-class.ts'
import type { NumaPreference } from '../policy/own-profile.ts'
import { spreadOver } from '../reserve/spread-over.ts'
import type { HostTable } from '../state/host-table.ts'
import { hasDevices } from './devices.ts'
import { NUMA_MASK_SIZE, NUMA_MASKS } from './numa-masks.ts'

/**
 * The NumaNodes a new pod would stand on: all under `spread`, else of the smallest sets that can hold it the one with
 * the fewest free Cpus (profile packs) or the most (spreads), or the one its policy likes best; ties to the lowest
 * mask. Exact: a set of one by a plain
 * loop, larger sets by trying all masks of a size, at most 255.
 *
 * returns  a mask, or 0 when no set can hold it (policy `single`: no set of one)
 */
export function chooseNumaNodes(hosts: HostTable, host: number, klass: PodClass): number {
  if (klass.evenly) return chooseAll(hosts, host, klass)
  if (klass.own !== null && klass.own.reserve !== null) return chooseSeveral(hosts, host, klass, klass.own.reserve)
  const { cpus, memoryMib, takesVf } = klass
  const sign = klass.packs ? 1 : -1
  const numaCount = hosts.numaCount(host)
  let best = 0
  let bestKey = Number.MAX_SAFE_INTEGER
  for (let numa = 0; numa < numaCount; numa++) {
    const free = hosts.numaFreeCpus(host, numa)
    if (takesVf && hosts.numaFreeVfs(host, numa) === 0) continue
    if (free < cpus || sign * free >= bestKey || hosts.numaFreeMemoryMib(host, numa) < memoryMib) continue
    if (klass.fullCores && hosts.cpus.numaFreeInFullCores(host, numa) < cpus) continue
    if (klass.needsDevices && !hasDevices(hosts, host, 1 << numa, klass)) continue
    best = 1 << numa
    bestKey = sign * free
  }
  return best !== 0 || klass.single ? best : chooseSeveral(hosts, host, klass, null)
}

function chooseAll(hosts: HostTable, host: number, klass: PodClass): number {
  if (klass.takesVf && hosts.freeVfs(host) === 0) return 0
  const all = (1 << hosts.numaCount(host)) - 1
  if (klass.needsDevices && !hasDevices(hosts, host, all, klass)) return 0
  return spreadOver(hosts, host, klass) === null ? 0 : all
}

/** own: a policy's preference, for sets of one too; null: several NumaNodes, by their free Cpus. */
function chooseSeveral(hosts: HostTable, host: number, klass: PodClass, own: NumaPreference | null): number {
  const sign = klass.packs ? 1 : -1
  const numaCount = hosts.numaCount(host)
  const masks = NUMA_MASKS[numaCount]
  let best = 0
  let bestKey = Number.MAX_SAFE_INTEGER
  for (let i = own === null ? numaCount : 0; i < masks.length; i++) {
    const mask = masks[i]
    if (klass.single && NUMA_MASK_SIZE[mask] > 1) break
    if (best !== 0 && NUMA_MASK_SIZE[mask] > NUMA_MASK_SIZE[best]) break
    let freeCpus = 0
    let freeMemoryMib = 0
    let freeVfs = 0
    let freeFullCores = 0
    for (let rest = mask; rest !== 0; rest &= rest - 1) {
      const numa = 31 - Math.clz32(rest & -rest)
      freeCpus += hosts.numaFreeCpus(host, numa)
      freeMemoryMib += hosts.numaFreeMemoryMib(host, numa)
      freeVfs += hosts.numaFreeVfs(host, numa)
      if (klass.fullCores) freeFullCores += hosts.cpus.numaFreeInFullCores(host, numa)
    }
    if (freeCpus < klass.cpus || freeMemoryMib < klass.memoryMib || (klass.takesVf && freeVfs === 0)) continue
    if (klass.fullCores && freeFullCores < klass.cpus) continue
    if (klass.needsDevices && !hasDevices(hosts, host, mask, klass)) continue
    const key = own === null ? sign * freeCpus : -own(hosts, host, klass, mask)
    if (key >= bestKey) continue
    best = mask
    bestKey = key
  }
  return best
}
