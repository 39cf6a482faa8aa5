import type { PodClass } from '../pod-class.ts'
import type { HostTable } from '../state/host-table.ts'
import { SCORE_MAX } from './score-max.ts'

/** Best fit within the NumaNodes: prefers the smallest rest, which keeps whole NumaNodes free for large pods (S5). */
export function numaTight(hosts: HostTable, host: number, klass: PodClass, numaMask: number): number {
  let free = 0
  let allocatable = 0
  for (let rest = numaMask; rest !== 0; rest &= rest - 1) {
    const numa = 31 - Math.clz32(rest & -rest)
    free += hosts.numaFreeCpus(host, numa)
    allocatable += hosts.numaCpusAllocatable(host, numa)
  }
  if (allocatable === 0) return SCORE_MAX
  return SCORE_MAX - Math.floor((SCORE_MAX * (free - klass.cpus)) / allocatable)
}
