import type { TopologySpreadConstraint } from '../../../model/kube/pod.ts'
import { selects } from '../match/label-selector.ts'
import { constraintsOf, countsFor, isInAllDomains, podsOnNodes } from '../match/spread-constraints.ts'
import type { Cycle, FilterPlugin, NodeTest, Rejection } from '../plugin.ts'

// Source: kubernetes v1.37.2, pkg/scheduler/framework/plugins/podtopologyspread/filtering.go.

const SKEWED: Rejection = {
  plugin: 'PodTopologySpread',
  code: 'Unschedulable',
  reasons: ["node(s) didn't match pod topology spread constraints"],
}

const NO_DOMAIN: Rejection = {
  plugin: 'PodTopologySpread',
  code: 'UnschedulableAndUnresolvable',
  reasons: [`${SKEWED.reasons[0]} (missing required label)`],
}

/** A constraint with the pods that its domains have. */
interface Spread {
  readonly topologyKey: string
  /** Most pods a domain may have before the pod comes. */
  readonly podsMax: number
  readonly podsByDomain: ReadonlyMap<string, number>
}

/** DoNotSchedule constraints: no domain may have more than maxSkew pods above the emptiest one. */
export const podTopologySpread: FilterPlugin = {
  name: 'PodTopologySpread',
  prepare(cycle) {
    const constraints = constraintsOf(cycle, 'DoNotSchedule')
    if (constraints.length === 0) return null
    return { test: testOf(constraints.map((each) => spreadOf(each, constraints, cycle))), nodeNames: null }
  },
}

function spreadOf(
  constraint: TopologySpreadConstraint,
  all: readonly TopologySpreadConstraint[],
  cycle: Cycle,
): Spread {
  const { topologyKey, maxSkew, minDomains, selector } = constraint
  const counts = podsOnNodes(constraint, cycle)
  const podsByDomain = new Map<string, number>()
  for (const state of cycle.cluster.nodes) {
    if (!isInAllDomains(all, state) || !countsFor(constraint, cycle, state)) continue
    const domain = state.node.labels.get(topologyKey)!
    podsByDomain.set(domain, (podsByDomain.get(domain) ?? 0) + counts[state.index])
  }
  // With fewer domains than wanted the emptiest is one that is still to come.
  let least = podsByDomain.size < minDomains ? 0 : Infinity
  for (const pods of podsByDomain.values()) least = Math.min(least, pods)
  const own = selects(selector, cycle.pod.labels) ? 1 : 0
  return { topologyKey, podsMax: maxSkew + least - own, podsByDomain }
}

function testOf(spreads: readonly Spread[]): NodeTest {
  return ({ node }) => {
    for (const { topologyKey, podsMax, podsByDomain } of spreads) {
      const domain = node.labels.get(topologyKey)
      if (domain === undefined) return NO_DOMAIN
      if ((podsByDomain.get(domain) ?? 0) > podsMax) return SKEWED
    }
    return null
  }
}
