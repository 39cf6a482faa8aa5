import type { Filter } from './filter.ts'

/** A free VF anywhere on the host; that it lies near the pod is the NumaNode choice's part (S9). */
export const vfFilter: Filter = {
  name: 'Vf',
  concerns: (klass) => klass.sriov,
  keep(hosts, _klass, batch, count) {
    let kept = 0
    for (let i = 0; i < count; i++) {
      const host = batch[i]
      if (hosts.freeVfs(host) > 0) batch[kept++] = host
    }
    return kept
  },
}
