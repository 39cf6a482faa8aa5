import type { PodClass } from '../pod-class.ts'
import type { HostTable } from '../state/host-table.ts'
import { SCORE_MAX } from './score-max.ts'

/** Prefers the host with the most room left. After kube-scheduler's LeastAllocated, shared Cpus too. No bound. */
export function cpuFree(hosts: HostTable, host: number, klass: PodClass): number {
  return Math.floor((SCORE_MAX * (hosts.freeCpuMilli(host) - klass.allMilli)) / (1000 * hosts.cpusAllocatable(host)))
}
