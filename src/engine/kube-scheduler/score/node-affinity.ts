import { matchesTerm } from '../match/node-selector.ts'
import { localScore } from '../plugin.ts'
import { stretch } from './normalize.ts'

// Source: kubernetes v1.37.2, pkg/scheduler/framework/plugins/nodeaffinity/node_affinity.go.

/** The weights of the preferred terms that the node meets. */
export const nodeAffinity = localScore('NodeAffinity', 2, {
  rate({ pod: { preferredNodes } }) {
    if (preferredNodes === null) return null
    return ({ node }) => {
      let sum = 0
      for (const { weight, term } of preferredNodes) if (matchesTerm(term, node)) sum += weight
      return sum
    }
  },
  normalize: stretch,
})
