import { sumOf } from '../../base/sum.ts'
import type { Holding } from '../../model/holding.ts'
import { NUMA_MASK_SIZE, NUMA_MASKS } from '../choose/numa-masks.ts'
import type { HostTable } from '../state/host-table.ts'
import { resizedShares } from './evenly.ts'
import { hasCpusFor, type ResizeWish, roomOn } from './wish.ts'

/**
 * The NumaNodes of a resized pod: all under `spread`, else of the smallest sets that can hold it given what law L10
 * retains, the one with the most free Cpus when Cpus grow, else with the most held ones; ties to the lowest mask.
 *
 * returns  a mask, or 0 when the resize does not fit in place
 */
export function chooseResizeNumaNodes(hosts: HostTable, wish: ResizeWish): number {
  if (!hasCpusFor(hosts, wish)) return 0
  const { holding } = wish
  const numaCount = hosts.numaCount(holding.host)
  if (wish.evenly) return resizedShares(hosts, wish) === null ? 0 : (1 << numaCount) - 1
  const growsCpus = wish.cpus >= holding.cpus.length
  const kept = keptMasks(hosts, wish)
  const required = kept.devices | kept.cpus | kept.memory
  let best = 0
  let bestKey = -1
  for (const mask of NUMA_MASKS[numaCount]) {
    if (best !== 0 && NUMA_MASK_SIZE[mask] > NUMA_MASK_SIZE[best]) break
    if (wish.single && NUMA_MASK_SIZE[mask] > 1) break
    if ((mask & required) !== required || !canHold(hosts, wish, mask)) continue
    const key = wish.prefer?.(mask) ?? cpusOn(hosts, wish, mask, growsCpus)
    if (key <= bestKey) continue
    best = mask
    bestKey = key
  }
  return best
}

/** Cpus that are free on the NumaNodes of a mask, or that the pod holds there. */
function cpusOn(hosts: HostTable, { holding, heldCpus }: ResizeWish, mask: number, free: boolean): number {
  let cpus = 0
  for (let numa = 0; numa < heldCpus.length; numa++) {
    if (((mask >>> numa) & 1) === 1) cpus += free ? hosts.numaFreeCpus(holding.host, numa) : heldCpus[numa]
  }
  return cpus
}

/** NumaNodes of the VF and the GPUs a pod holds. */
export function deviceMask(hosts: HostTable, { host, vf, gpus }: Holding): number {
  let mask = vf >= 0 ? 1 << hosts.vfs.numaOf(host, vf) : 0
  for (let i = 0; i < gpus.length; i++) mask |= 1 << hosts.gpus.numaOf(host, gpus[i])
  return mask
}

/** Masks of the NumaNodes that law L10 keeps a resized pod on, by what keeps it there. */
export interface KeptMasks {
  /** Of its VF and GPUs. */
  readonly devices: number
  /** Of its Cpus, which do not become fewer; else 0. */
  readonly cpus: number
  /** Of its memory, which does not become less; else 0. */
  readonly memory: number
}

export function keptMasks(hosts: HostTable, wish: ResizeWish): KeptMasks {
  const { holding, heldCpus } = wish
  const [growsCpus, growsMemory] = [wish.cpus >= holding.cpus.length, wish.memoryMib >= sumOf(holding.memoryMib)]
  let [cpus, memory] = [0, 0]
  for (let numa = 0; numa < heldCpus.length; numa++) {
    if (growsCpus && heldCpus[numa] > 0) cpus |= 1 << numa
    if (growsMemory && holding.memoryMib[numa] > 0) memory |= 1 << numa
  }
  return { devices: deviceMask(hosts, holding), cpus, memory }
}

function canHold(hosts: HostTable, wish: ResizeWish, mask: number): boolean {
  const { holding, heldCpus } = wish
  let cpus = 0
  let memoryMib = 0
  let freeCpus = 0
  let freeMemoryMib = 0
  for (let numa = 0; numa < heldCpus.length; numa++) {
    if (((mask >>> numa) & 1) === 0) continue
    cpus += heldCpus[numa]
    memoryMib += holding.memoryMib[numa]
    freeCpus += roomOn(hosts, wish, numa)
    freeMemoryMib += hosts.numaFreeMemoryMib(holding.host, numa)
  }
  const cpusFit = wish.cpus >= holding.cpus.length ? cpus + freeCpus >= wish.cpus : cpus >= wish.cpus
  const memoryFits =
    wish.memoryMib >= sumOf(holding.memoryMib)
      ? memoryMib + freeMemoryMib >= wish.memoryMib
      : memoryMib >= wish.memoryMib
  return cpusFit && memoryFits
}
