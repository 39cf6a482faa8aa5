import { sumOf } from '../../base/sum.ts'
import type { FilterName } from '../../model/decision.ts'
import { NUMA_MASK_SIZE } from '../choose/numa-masks.ts'
import { deviceMask, type ResizeWish } from '../resize/numa.ts'
import type { HostTable } from '../state/host-table.ts'
import type { Why } from './refuse-place.ts'

/** Why a resize does not fit in place: only its own host counts. */
export function refuseResize(hosts: HostTable, wish: ResizeWish): Why {
  const { holding, heldCpus } = wish
  const { host } = holding
  const moreCpus = Math.max(0, wish.cpus - holding.cpus.length)
  const moreMemory = Math.max(0, wish.memoryMib - sumOf(holding.memoryMib))
  let filter: FilterName = 'Numa'
  if (moreCpus > hosts.freeCpus(host)) filter = 'Cpus'
  else if (moreMemory > hosts.freeMemoryMib(host)) filter = 'Memory'
  const numa = heldCpus.findIndex((held) => held > 0)
  const freeCpus = wish.single ? hosts.numaFreeCpus(host, numa) : hosts.freeCpus(host)
  const freeMemory = wish.single ? hosts.numaFreeMemoryMib(host, numa) : hosts.freeMemoryMib(host)
  const cpusShort = Math.max(0, moreCpus - freeCpus)
  const memoryShort = Math.max(0, moreMemory - freeMemory)
  const reasons = [{ filter, hosts: 1 }]
  // Under `single` a pod that was found on several NumaNodes needs to lose some, not to get more.
  if (wish.single && spansNumaNodes(hosts, wish)) return { reasons, nearest: null }
  if (cpusShort > 0 && memoryShort === 0) {
    return { reasons, nearest: { resource: 'cpus', amount: cpusShort, hosts: 1 } }
  }
  if (memoryShort > 0 && cpusShort === 0) {
    return { reasons, nearest: { resource: 'memoryMib', amount: memoryShort, hosts: 1 } }
  }
  return { reasons, nearest: null }
}

function spansNumaNodes(hosts: HostTable, { holding, heldCpus }: ResizeWish): boolean {
  let standsOn = deviceMask(hosts, holding)
  heldCpus.forEach((cpus, numa) => {
    if (cpus > 0 || holding.memoryMib[numa] > 0) standsOn |= 1 << numa
  })
  return NUMA_MASK_SIZE[standsOn] > 1
}
