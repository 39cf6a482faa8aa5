import type { PodClass } from '../pod-class.ts'
import type { HostTable } from '../state/host-table.ts'
import { SCORE_MAX } from './score-max.ts'

/** Keeps pods that need no VF away from the Cpus beside free VFs, which `sriov` pods will want. */
export function vfSpared(hosts: HostTable, host: number, klass: PodClass): number {
  const count = hosts.vfCount(host)
  if (klass.takesVf || count === 0) return SCORE_MAX
  return Math.floor((SCORE_MAX * (count - hosts.freeVfs(host))) / count)
}
