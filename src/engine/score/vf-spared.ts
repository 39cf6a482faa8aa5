import { SCORE_MAX, type ScorePlugin } from './score-plugin.ts'

/** Keeps pods that need no VF away from the Cpus beside free VFs, which `sriov` pods will want. */
export const vfSpared: ScorePlugin = {
  name: 'VfSpared',
  add(hosts, klass, weight, batch) {
    const { sriov } = klass
    for (let i = 0; i < batch.count; i++) {
      const host = batch.hosts[i]
      const count = hosts.vfCount(host)
      const isSpared = sriov || count === 0
      const score = isSpared ? SCORE_MAX : Math.floor((SCORE_MAX * (count - hosts.freeVfs(host))) / count)
      batch.scores[i] += weight * score
    }
  },
}
