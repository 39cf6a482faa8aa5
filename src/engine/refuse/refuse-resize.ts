import { sumOf } from '../../base/sum.ts'
import type { FilterName, NearestChange } from '../../model/decision.ts'
import { NUMA_MASK_SIZE } from '../choose/numa-masks.ts'
import { deviceMask } from '../resize/numa.ts'
import { hasCpusFor, type ResizeWish, roomOn } from '../resize/wish.ts'
import type { HostTable } from '../state/host-table.ts'
import type { Why } from './refuse-place.ts'

/** Why a resize does not fit in place: only its own host counts. */
export function refuseResize(hosts: HostTable, wish: ResizeWish): Why {
  const moreMemory = wish.memoryMib - sumOf(wish.holding.memoryMib)
  let filter: FilterName = 'Numa'
  if (!hasCpusFor(hosts, wish)) filter = 'Cpus'
  else if (moreMemory > Math.max(0, hosts.freeMemoryMib(wish.holding.host))) filter = 'Memory'
  return { reasons: [{ filter, hosts: 1 }], nearest: nearestResize(hosts, wish) }
}

function nearestResize(hosts: HostTable, wish: ResizeWish): NearestChange | null {
  const { holding } = wish
  const more = wish.cpus - holding.cpus.length
  // Under `spread` more on one NumaNode alone may not be even; a part of a core is not what full cores lack.
  if (wish.evenly || (wish.fullCores && more % hosts.cpus.threadsPerCore(holding.host) !== 0)) return null
  const places = wish.single ? homesOf(hosts, wish) : [WHOLE_HOST]
  const shortages = places.map((numa) => [cpusShort(hosts, wish, numa), memoryShort(hosts, wish, numa)])
  const cpus = shortages.filter(([, memory]) => memory === 0).map(([short]) => short)
  const memory = shortages.filter(([short]) => short === 0).map(([, each]) => each)
  // Under `single` a pod that was found on several NumaNodes needs to lose some, not to get more.
  if (cpus.length > 0) return { resource: 'cpus', amount: Math.min(...cpus), hosts: 1 }
  if (memory.length > 0) return { resource: 'memoryMib', amount: Math.min(...memory), hosts: 1 }
  return null
}

/** In place of a NumaNode: the host as a whole. */
const WHOLE_HOST = -1

/** NumaNodes that may hold a pod of policy `single`: where it stands, all while it stands on none. */
function homesOf(hosts: HostTable, { holding, heldCpus }: ResizeWish): number[] {
  let standsOn = deviceMask(hosts, holding)
  heldCpus.forEach((cpus, numa) => {
    if (cpus > 0 || holding.memoryMib[numa] > 0) standsOn |= 1 << numa
  })
  const numas = heldCpus.map((_, numa) => numa)
  if (NUMA_MASK_SIZE[standsOn] > 1) return []
  return standsOn === 0 ? numas : [31 - Math.clz32(standsOn)]
}

function cpusShort(hosts: HostTable, wish: ResizeWish, numa: number): number {
  const { host, cpus, cpuMilli } = wish.holding
  const more = wish.cpus - cpus.length
  const moreMilli = 1000 * more + wish.cpuMilli - cpuMilli
  const milliShort = moreMilli <= 0 ? 0 : Math.max(0, moreMilli - hosts.freeCpuMilli(host))
  const unit = wish.fullCores ? hosts.cpus.threadsPerCore(host) : 1
  const room =
    numa === WHOLE_HOST ? sumOf(wish.heldCpus.map((_, n) => roomOn(hosts, wish, n))) : roomOn(hosts, wish, numa)
  return Math.max(0, more - room, unit * Math.ceil(milliShort / (1000 * unit)))
}

function memoryShort(hosts: HostTable, { holding, memoryMib }: ResizeWish, numa: number): number {
  const free = numa === WHOLE_HOST ? hosts.freeMemoryMib(holding.host) : hosts.numaFreeMemoryMib(holding.host, numa)
  return Math.max(0, memoryMib - sumOf(holding.memoryMib) - free)
}
