import type { Filter } from './filters.ts'

/** A free VF anywhere on the host; that it lies near the pod is the NumaNode filter's part (S9). */
export const vfFilter: Filter = {
  name: 'Vf',
  concerns: (klass) => klass.sriov,
  passes: (hosts, host) => hosts.freeVfs(host) > 0,
}
