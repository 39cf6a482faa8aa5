import type { PodClass } from '../pod-class.ts'
import type { HostTable } from '../state/host-table.ts'
import { evenShares } from './even-shares.ts'

/** Cpus and MiB by NumaNode. */
export interface Shares {
  readonly cpus: readonly number[]
  readonly memoryMib: readonly number[]
}

/** How a pod of policy `spread` lies on the NumaNodes of a host; null when it does not fit. */
export function spreadOver(hosts: HostTable, host: number, klass: PodClass): Shares | null {
  const none = new Array<number>(hosts.numaCount(host)).fill(0)
  const unit = klass.fullCores ? hosts.cpus.threadsPerCore(host) : 1
  const cpus = evenShares(klass.cpus, unit, none, cpuRoom(hosts, host, klass.fullCores))
  const memoryMib = evenShares(klass.memoryMib, 1, none, memoryRoom(hosts, host))
  return cpus === null || memoryMib === null ? null : { cpus, memoryMib }
}

/** Free Cpus of each NumaNode; in wholly free full cores only where the pod takes nothing less. */
export function cpuRoom(hosts: HostTable, host: number, fullCores: boolean): number[] {
  const room: number[] = []
  for (let numa = 0; numa < hosts.numaCount(host); numa++) {
    room.push(fullCores ? hosts.cpus.numaFreeInFullCores(host, numa) : hosts.numaFreeCpus(host, numa))
  }
  return room
}

/** Free MiB of each NumaNode. */
export function memoryRoom(hosts: HostTable, host: number): number[] {
  const room: number[] = []
  for (let numa = 0; numa < hosts.numaCount(host); numa++) room.push(hosts.numaFreeMemoryMib(host, numa))
  return room
}
