import { SCORE_MAX, type ScorePlugin } from './score-plugin.ts'

/** Best fit within the NumaNodes: prefers the smallest rest, which keeps whole NumaNodes free for large pods (S5). */
export const numaTight: ScorePlugin = {
  name: 'NumaTight',
  score(hosts, host, klass, numaMask) {
    const { cpusOf } = hosts.shapes[host]
    let free = 0
    let allocatable = 0
    for (let rest = numaMask; rest !== 0; rest &= rest - 1) {
      const numa = 31 - Math.clz32(rest & -rest)
      free += hosts.numaFreeCpus(host, numa)
      allocatable += cpusOf[numa]
    }
    if (allocatable === 0) return SCORE_MAX
    return SCORE_MAX - Math.floor((SCORE_MAX * (free - klass.cpus)) / allocatable)
  },
}
