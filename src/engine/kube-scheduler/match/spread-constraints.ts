import type { KubePod, TopologySpreadConstraint } from '../../../model/kube/pod.ts'
import type { LabelSelector } from '../../../model/kube/selector.ts'
import { type Cycle, HOSTNAME_LABEL, ZONE_LABEL } from '../plugin.ts'
import type { Cluster } from '../state/cluster.ts'
import type { NodeState } from '../state/node-state.ts'
import { selects, selectsEverything } from './label-selector.ts'

// Source: kubernetes v1.37.2, common.go and plugin.go of pkg/scheduler/framework/plugins/podtopologyspread, and
// pkg/scheduler/framework/plugins/helper/spread.go.

const DEFAULTS = [
  { topologyKey: HOSTNAME_LABEL, maxSkew: 3 },
  { topologyKey: ZONE_LABEL, maxSkew: 5 },
] as const

/**
 * The pod's constraints of one kind: its own, or when it has none of any kind those that every pod of a service has,
 * which only ask for a score.
 */
export function constraintsOf(
  { cluster, pod }: Cycle,
  whenUnsatisfiable: TopologySpreadConstraint['whenUnsatisfiable'],
): readonly TopologySpreadConstraint[] {
  if (pod.spread.length > 0) return pod.spread.filter((each) => each.whenUnsatisfiable === whenUnsatisfiable)
  if (whenUnsatisfiable === 'DoNotSchedule') return []
  const selector = selectorOfServices(cluster, pod)
  if (selectsEverything(selector)) return []
  return DEFAULTS.map((shape) => ({
    ...shape,
    whenUnsatisfiable,
    selector,
    minDomains: 1,
    nodeAffinityPolicy: 'Honor',
    nodeTaintsPolicy: 'Ignore',
  }))
}

/** The selectors of all services that select the pod, together. */
function selectorOfServices(cluster: Cluster, { namespace, labels }: KubePod): LabelSelector {
  const merged = new Map<string, string>()
  for (const { selector } of cluster.servicesOf(namespace)) {
    if (![...selector].every(([key, value]) => labels.get(key) === value)) continue
    for (const [key, value] of selector) merged.set(key, value)
  }
  return [...merged].map(([key, value]) => ({ key, operator: 'In', values: [value] }))
}

/** Whether the node counts for the constraint. */
export function countsFor(constraint: TopologySpreadConstraint, cycle: Cycle, node: NodeState): boolean {
  if (constraint.nodeAffinityPolicy === 'Honor' && !cycle.isRequiredNode(node)) return false
  return constraint.nodeTaintsPolicy === 'Ignore' || cycle.toleratesNode(node)
}

/** Whether the node is in a domain of every constraint. */
export function isInAllDomains(constraints: readonly TopologySpreadConstraint[], { node }: NodeState): boolean {
  return constraints.every(({ topologyKey }) => node.labels.has(topologyKey))
}

/**
 * How many pods of the constraint each node has, by the node's place in the list: pods of the pod's own namespace that
 * are not being deleted. A selector of all pods counts none.
 */
export function podsOnNodes({ selector }: TopologySpreadConstraint, { cluster, pod }: Cycle): Float64Array {
  const counts = new Float64Array(cluster.nodes.length)
  if (selectsEverything(selector)) return counts
  for (const { namespace, labels, isTerminating, countByNode } of cluster.classes.labelClassesFor(selector)) {
    if (namespace !== pod.namespace || isTerminating || !selects(selector, labels)) continue
    for (const [node, count] of countByNode) counts[node.index] += count
  }
  return counts
}
