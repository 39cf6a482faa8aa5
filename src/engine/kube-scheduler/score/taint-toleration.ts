import { tolerates } from '../match/tolerations.ts'
import type { ScorePlugin } from '../plugin.ts'
import { stretchReversed } from './normalize.ts'

// Source: kubernetes v1.37.2, pkg/scheduler/framework/plugins/tainttoleration/taint_toleration.go.

/** Fewer PreferNoSchedule taints that the pod does not tolerate are better. */
export const taintToleration: ScorePlugin = {
  name: 'TaintToleration',
  weight: 3,
  score({ pod: { tolerations } }, feasible) {
    const counts = feasible.map(({ node }) => {
      if (node.taints.length === 0) return 0
      return node.taints.filter((taint) => taint.effect === 'PreferNoSchedule' && !tolerates(tolerations, taint)).length
    })
    return stretchReversed(counts)
  },
}
