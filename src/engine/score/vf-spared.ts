import type { PodClass } from '../pod-class.ts'
import type { HostTable } from '../state/host-table.ts'
import type { ScorePlugin } from './score.ts'
import { SCORE_MAX } from './score-max.ts'

/** Keeps pods that need no VF away from the Cpus beside free VFs, which `sriov` pods will want. */
export function vfSpared(hosts: HostTable, host: number, klass: PodClass): number {
  const count = hosts.vfCount(host)
  if (klass.takesVf || count === 0) return SCORE_MAX
  return Math.floor((SCORE_MAX * (count - hosts.freeVfs(host))) / count)
}

export const VF_SPARED: ScorePlugin = {
  name: 'VfSpared',
  addTo(hosts, klass, batch, weight) {
    for (let i = 0; i < batch.count; i++) {
      batch.scores[i] += weight * vfSpared(hosts, batch.hosts[i], klass)
    }
  },
}
