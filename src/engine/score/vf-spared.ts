import { FREE_VFS, ROW, VF_COUNT } from '../state/host-row.ts'
import type { ScorePlugin } from './score.ts'
import { SCORE_MAX } from './score-max.ts'

/** Keeps pods that need no VF away from the Cpus beside free VFs, which `sriov` pods will want. */
export const VF_SPARED: ScorePlugin = {
  name: 'VfSpared',
  addTo({ rows }, { takesVf }, { count, hosts, scores }, weight) {
    for (let i = 0; i < count; i++) {
      const row = hosts[i] * ROW
      const vfs = rows[row + VF_COUNT]
      const spared = takesVf || vfs === 0 ? SCORE_MAX : Math.floor((SCORE_MAX * (vfs - rows[row + FREE_VFS])) / vfs)
      scores[i] += weight * spared
    }
  },
}
