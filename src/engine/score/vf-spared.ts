import type { PodClass } from '../pod-class.ts'
import { FREE_VFS, VF_COUNT } from '../state/host-row.ts'
import { hundredthsOf, SCORE_MAX } from './score-max.ts'

/** Keeps pods that need no VF away from the Cpus beside free VFs, which `sriov` pods will want. */
export function vfSpared(rows: Int32Array, row: number, klass: PodClass): number {
  const vfs = rows[row + VF_COUNT]
  return klass.takesVf || vfs === 0 ? SCORE_MAX : hundredthsOf(vfs - rows[row + FREE_VFS], vfs)
}
