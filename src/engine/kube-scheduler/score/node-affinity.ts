import { matchesTerm } from '../match/node-selector.ts'
import type { ScorePlugin } from '../plugin.ts'
import { stretch } from './normalize.ts'

// Source: kubernetes v1.37.2, pkg/scheduler/framework/plugins/nodeaffinity/node_affinity.go.

/** The weights of the preferred terms that the node meets. */
export const nodeAffinity: ScorePlugin = {
  name: 'NodeAffinity',
  weight: 2,
  score({ pod: { preferredNodes } }, feasible) {
    if (preferredNodes === null) return null
    const sums = feasible.map(({ node }) => {
      let sum = 0
      for (const { weight, term } of preferredNodes) if (matchesTerm(term, node)) sum += weight
      return sum
    })
    return stretch(sums)
  },
}
