import type { Holding } from '../../model/holding.ts'
import type { PodRequest } from '../../model/request.ts'
import type { PodSize } from '../../model/size.ts'
import type { HostTable } from '../state/host-table.ts'

/** A size asked for in place, beside what the pod holds per NumaNode. */
export interface ResizeWish {
  readonly holding: Holding
  readonly heldCpus: readonly number[]
  readonly cpus: number
  readonly cpuMilli: number
  readonly memoryMib: number
  readonly single: boolean
  /** NumaNode policy `spread`. */
  readonly evenly: boolean
  /** Full cores only are taken and given back. */
  readonly fullCores: boolean
  /** How much a policy likes a set of NumaNodes, by mask; left out where it has no say. */
  readonly prefer?: (mask: number) => number
}

/**
 * The wish of a pod, with its Cpus counted per NumaNode. A pod that was found to hold parts of cores has no full cores
 * to keep, whatever its request says.
 */
export function resizeWish(hosts: HostTable, holding: Holding, size: PodSize, request: PodRequest): ResizeWish {
  const { numaOf } = hosts.shapes[holding.host]
  const heldCpus = holding.memoryMib.map(() => 0)
  for (const cpu of holding.cpus) heldCpus[numaOf[cpu]]++
  const { cpus, cpuMilli, memoryMib } = size
  const fullCores = request.fullCores === true && holdsFullCores(hosts, holding)
  const [single, evenly] = [request.numa === 'single', request.numa === 'spread']
  return { holding, heldCpus, cpus, cpuMilli, memoryMib, single, evenly, fullCores }
}

function holdsFullCores(hosts: HostTable, { host, cpus }: Holding): boolean {
  const { cores, coreOf, threadsPerCore } = hosts.shapes[host]
  return cpus.every((cpu) => {
    const core = cores[coreOf[cpu]]
    return core.length === threadsPerCore && core.every((thread) => cpus.includes(thread))
  })
}

/** Whether the host, its NumaNodes aside, has the Cpus by which the pod grows. */
export function hasCpusFor(hosts: HostTable, wish: ResizeWish): boolean {
  const { host, cpus, cpuMilli } = wish.holding
  const more = wish.cpus - cpus.length
  const moreMilli = 1000 * more + wish.cpuMilli - cpuMilli
  if (moreMilli > hosts.freeCpuMilli(host)) return false
  return !wish.fullCores || (more % hosts.cpus.threadsPerCore(host) === 0 && more <= hosts.cpus.freeInFullCores(host))
}

/** Cpus that a growing pod may take on a NumaNode. */
export function roomOn(hosts: HostTable, { holding, fullCores }: ResizeWish, numa: number): number {
  return fullCores ? hosts.cpus.numaFreeInFullCores(holding.host, numa) : hosts.numaFreeCpus(holding.host, numa)
}
