import { tolerates } from '../match/tolerations.ts'
import { localScore } from '../plugin.ts'
import { stretchReversed } from './normalize.ts'

// Source: kubernetes v1.37.2, pkg/scheduler/framework/plugins/tainttoleration/taint_toleration.go.

/** Fewer PreferNoSchedule taints that the pod does not tolerate are better. */
export const taintToleration = localScore('TaintToleration', 3, {
  rate({ pod: { tolerations } }) {
    return ({ node }) => {
      if (node.taints.length === 0) return 0
      return node.taints.filter((taint) => taint.effect === 'PreferNoSchedule' && !tolerates(tolerations, taint)).length
    }
  },
  normalize: stretchReversed,
})
