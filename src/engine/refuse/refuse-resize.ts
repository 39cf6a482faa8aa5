import { sumOf } from '../../base/sum.ts'
import type { FilterName } from '../../model/decision.ts'
import type { ResizeWish } from '../resize/numa.ts'
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
  const vfNuma = holding.vf < 0 ? -1 : hosts.vfNuma(holding.host, holding.vf)
  const standsOn = heldCpus.filter((cpus, numa) => cpus > 0 || holding.memoryMib[numa] > 0 || numa === vfNuma)
  return standsOn.length > 1
}
