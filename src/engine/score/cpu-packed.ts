import type { PodClass } from '../pod-class.ts'
import type { HostTable } from '../state/host-table.ts'
import { SCORE_MAX } from './score-max.ts'

/** Prefers the host with the least room left. After kube-scheduler's MostAllocated, shared Cpus too. No bound. */
export function cpuPacked(hosts: HostTable, host: number, klass: PodClass): number {
  const allocatable = 1000 * hosts.cpusAllocatable(host)
  const held = allocatable - hosts.freeCpuMilli(host)
  return Math.floor((SCORE_MAX * (held + klass.allMilli)) / allocatable)
}
