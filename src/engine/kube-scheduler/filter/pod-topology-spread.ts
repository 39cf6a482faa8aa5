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
  /** By the node's place in the list. */
  readonly domains: Int32Array
  /** Most pods a domain may have before the pod comes. */
  readonly podsMax: number
  readonly podsByDomain: Float64Array
}

/** DoNotSchedule constraints: no domain may have more than maxSkew pods above the emptiest one. */
export const podTopologySpread: FilterPlugin = {
  name: 'PodTopologySpread',
  isLocal: false,
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
  const { ids, count } = cycle.cluster.domains(topologyKey)
  const podsByDomain = new Float64Array(count)
  const isCounted = new Uint8Array(count)
  for (const state of cycle.cluster.nodes) {
    if (!isInAllDomains(all, state) || !countsFor(constraint, cycle, state)) continue
    const domain = ids[state.index]
    isCounted[domain] = 1
    podsByDomain[domain] += counts[state.index]
  }
  let least = Infinity
  let domainCount = 0
  for (let domain = 0; domain < count; domain++) {
    if (isCounted[domain] === 0) continue
    domainCount++
    least = Math.min(least, podsByDomain[domain])
  }
  // With fewer domains than wanted the emptiest is one that is still to come.
  if (domainCount < minDomains) least = 0
  const own = selects(selector, cycle.pod.labels) ? 1 : 0
  return { domains: ids, podsMax: maxSkew + least - own, podsByDomain }
}

function testOf(spreads: readonly Spread[]): NodeTest {
  return ({ index }) => {
    for (const { domains, podsMax, podsByDomain } of spreads) {
      const domain = domains[index]
      if (domain < 0) return NO_DOMAIN
      if (podsByDomain[domain] > podsMax) return SKEWED
    }
    return null
  }
}
