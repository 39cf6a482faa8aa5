import type { PodClass } from '../pod-class.ts'
import type { HostTable } from '../state/host-table.ts'
import type { ScorePlugin } from './score.ts'
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

export const NUMA_TIGHT: ScorePlugin = {
  name: 'NumaTight',
  addTo(hosts, klass, batch, weight) {
    for (let i = 0; i < batch.count; i++) {
      batch.scores[i] += weight * numaTight(hosts, batch.hosts[i], klass, batch.numaMasks[i])
    }
  },
}
