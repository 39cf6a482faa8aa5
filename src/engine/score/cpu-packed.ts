import type { PodClass } from '../pod-class.ts'
import type { HostTable } from '../state/host-table.ts'
import { SCORE_MAX } from './score-max.ts'

/** Prefers the host with the least room left. After kube-scheduler's MostAllocated, on exclusive Cpus. No bound. */
export function cpuPacked(hosts: HostTable, host: number, klass: PodClass): number {
  const allocatable = hosts.cpusAllocatable(host)
  const held = allocatable - hosts.freeCpus(host)
  return Math.floor((SCORE_MAX * (held + klass.cpus)) / allocatable)
}
