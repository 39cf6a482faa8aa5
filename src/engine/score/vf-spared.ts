import { SCORE_MAX, type ScorePlugin } from './score-plugin.ts'

/** Keeps pods that need no VF away from the Cpus beside free VFs, which `sriov` pods will want. */
export const vfSpared: ScorePlugin = {
  name: 'VfSpared',
  score(hosts, host, klass) {
    const count = hosts.vfCount(host)
    if (klass.sriov || count === 0) return SCORE_MAX
    return Math.floor((SCORE_MAX * (count - hosts.freeVfs(host))) / count)
  },
}
