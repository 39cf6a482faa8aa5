import { hundredthsOf, SCORE_MAX } from './score-max.ts'

/** Keeps pods that need no VF away from the Cpus beside free VFs, which `sriov` pods will want. VFs of the host. */
export function vfSpared(freeVfs: number, vfs: number, takesVf: boolean): number {
  return takesVf || vfs === 0 ? SCORE_MAX : hundredthsOf(vfs - freeVfs, vfs)
}
