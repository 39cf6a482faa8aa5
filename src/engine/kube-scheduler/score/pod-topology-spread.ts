import type { TopologySpreadConstraint } from '../../../model/kube/pod.ts'
import { constraintsOf, countsFor, isInAllDomains, podsOnNodes } from '../match/spread-constraints.ts'
import { type Cycle, HOSTNAME_LABEL, SCORE_MAX, type ScorePlugin } from '../plugin.ts'
import type { NodeState } from '../state/node-state.ts'
import { goLog } from './natural-log.ts'

// Source: kubernetes v1.37.2, pkg/scheduler/framework/plugins/podtopologyspread/scoring.go.

/** A constraint with the pods that each node's domain has, and what each of them weighs. */
interface SoftSpread {
  readonly topologyKey: string
  readonly maxSkew: number
  readonly weight: number
  readonly podsAround: (node: NodeState) => number
}

/**
 * ScheduleAnyway constraints: the fewer pods the node's domains have, the better. With constraints of the pod's own,
 * nodes that are in no domain of one get 0; with the default ones they only miss that constraint.
 */
export const podTopologySpread: ScorePlugin = {
  name: 'PodTopologySpread',
  weight: 2,
  local: null,
  score(cycle, feasible) {
    const constraints = constraintsOf(cycle, 'ScheduleAnyway')
    if (constraints.length === 0) return null
    const needsAll = cycle.pod.spread.length > 0
    const isRated = (state: NodeState): boolean => !needsAll || isInAllDomains(constraints, state)
    const rated = feasible.filter(isRated)
    const counting = cycle.cluster.nodes.filter(isRated)
    const spreads = constraints.map((each) => softSpreadOf(each, rated, counting, cycle))
    return normalize(feasible.map((state) => (isRated(state) ? crowdAt(state, spreads) : null)))
  },
}

function softSpreadOf(
  constraint: TopologySpreadConstraint,
  rated: readonly NodeState[],
  counting: readonly NodeState[],
  cycle: Cycle,
): SoftSpread {
  const { topologyKey, maxSkew } = constraint
  const counts = podsOnNodes(constraint, cycle)
  if (topologyKey === HOSTNAME_LABEL) {
    const weight = goLog(rated.length + 2)
    return { topologyKey, maxSkew, weight, podsAround: ({ index }) => counts[index] }
  }
  // Nodes without the label share one domain, which counts as one more but is no one's.
  const domainOf = ({ node }: NodeState): string => node.labels.get(topologyKey) ?? ''
  const podsByDomain = new Map(rated.map((state) => [domainOf(state), 0]))
  for (const state of counting) {
    const pods = podsByDomain.get(domainOf(state))
    if (pods === undefined || !countsFor(constraint, cycle, state)) continue
    podsByDomain.set(domainOf(state), pods + counts[state.index])
  }
  const weight = goLog(podsByDomain.size + 2)
  return { topologyKey, maxSkew, weight, podsAround: (state) => podsByDomain.get(domainOf(state))! }
}

/** The weighed pods of all domains of a node, to the nearest whole number. */
function crowdAt(state: NodeState, spreads: readonly SoftSpread[]): number {
  let crowd = 0
  for (const { topologyKey, maxSkew, weight, podsAround } of spreads) {
    if (state.node.labels.has(topologyKey)) crowd += podsAround(state) * weight + (maxSkew - 1)
  }
  return Math.round(crowd)
}

/** Turned round, so that the least crowded is best; null is a node that is not rated. */
function normalize(crowds: readonly (number | null)[]): number[] {
  let least = Infinity
  let most = 0
  for (const crowd of crowds) {
    if (crowd === null) continue
    least = Math.min(least, crowd)
    most = Math.max(most, crowd)
  }
  return crowds.map((crowd) => {
    if (crowd === null) return 0
    return most === 0 ? SCORE_MAX : Math.floor((SCORE_MAX * (most + least - crowd)) / most)
  })
}
