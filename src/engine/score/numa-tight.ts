import type { HostTable } from '../state/host-table.ts'
import { SCORE_MAX, type ScorePlugin } from './score-plugin.ts'

/** Best fit within the NumaNodes: prefers the smallest rest, which keeps whole NumaNodes free for large pods (S5). */
export const numaTight: ScorePlugin = {
  name: 'NumaTight',
  add(hosts, klass, weight, batch) {
    const { cpus } = klass
    for (let i = 0; i < batch.count; i++) {
      batch.scores[i] += weight * tightness(hosts, batch.hosts[i], batch.numaMasks[i], cpus)
    }
  },
}

function tightness(hosts: HostTable, host: number, numaMask: number, cpus: number): number {
  let free = 0
  let allocatable = 0
  for (let rest = numaMask; rest !== 0; rest &= rest - 1) {
    const numa = 31 - Math.clz32(rest & -rest)
    free += hosts.numaFreeCpus(host, numa)
    allocatable += hosts.numaCpusAllocatable(host, numa)
  }
  if (allocatable === 0) return SCORE_MAX
  return SCORE_MAX - Math.floor((SCORE_MAX * (free - cpus)) / allocatable)
}
