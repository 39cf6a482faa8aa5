import { assert } from '../../base/assert.ts'
import type { Cluster } from './state/cluster.ts'
import type { NodeState } from './state/node-state.ts'

// Source: kubernetes v1.37.2, numFeasibleNodesToFind and findNodesThatPassFilters of pkg/scheduler/schedule_one.go,
// nodeTree of pkg/scheduler/backend/cache/node_tree.go, GetZoneKey of k8s.io/component-helpers/node/topology.

/** As few nodes are always all looked at. */
const NODES_MIN = 100
const PERCENT_MIN = 5

/**
 * Looks at nodes until enough are feasible, as kube-scheduler does in large clusters: each decision goes on where the
 * last one ended, round robin over the zones. Upstream looks at several nodes at once, so how far it gets beyond the
 * last one it needs differs from run to run; this is what it does with one worker.
 */
export class NodeSampler {
  readonly #percentage: number
  #start = 0
  #order: readonly NodeState[] = []
  #orderOf: readonly [Cluster, number] | null = null

  /** percentage  percentageOfNodesToScore: 1 to 100, or 0: fewer percent the more nodes there are */
  constructor(percentage = 0) {
    assert(Number.isInteger(percentage) && percentage >= 0 && percentage <= 100, 'a percentage is 0 to 100')
    this.#percentage = percentage
  }

  /** nextStartNodeIndex: where the next decision starts, in the order of `inZoneOrder`. */
  get start(): number {
    return this.#start
  }

  /**
   * Looks at nodes until enough are feasible; `isFeasible` judges one. Those that were looked at come back, in their
   * order.
   *
   * named  the only nodes the pod may go to; null: all
   */
  look(cluster: Cluster, named: readonly NodeState[] | null, isFeasible: (node: NodeState) => boolean): NodeState[] {
    const nodes = named ?? this.#orderedNodes(cluster)
    const wanted = feasibleWanted(nodes.length, this.#percentage)
    const looked: NodeState[] = []
    let feasible = 0
    for (let i = 0; i < nodes.length; i++) {
      const node = nodes[(this.#start + i) % nodes.length]
      if (isFeasible(node)) {
        if (feasible === wanted) break
        feasible++
      }
      looked.push(node)
    }
    this.#start = (this.#start + looked.length) % cluster.nodes.length
    return looked
  }

  /** The order changes with the nodes only. */
  #orderedNodes(cluster: Cluster): readonly NodeState[] {
    if (this.#orderOf?.[0] !== cluster || this.#orderOf[1] !== cluster.nodeChanges) {
      this.#order = inZoneOrder(cluster)
      this.#orderOf = [cluster, cluster.nodeChanges]
    }
    return this.#order
  }
}

/** How many feasible nodes are enough. percentage 0: 50 percent less one for each 125 nodes, at least 5. */
export function feasibleWanted(nodeCount: number, percentage: number): number {
  if (nodeCount < NODES_MIN) return nodeCount
  const percent = percentage === 0 ? Math.max(PERCENT_MIN, 50 - Math.floor(nodeCount / 125)) : percentage
  return Math.max(NODES_MIN, Math.floor((nodeCount * percent) / 100))
}

/** All nodes, one of each zone in turn. Zones come in the order of their first node. */
export function inZoneOrder({ nodes }: Cluster): readonly NodeState[] {
  const zones = new Map<string, NodeState[]>()
  for (const node of nodes) {
    const zone = zoneOf(node)
    const members = zones.get(zone)
    if (members === undefined) zones.set(zone, [node])
    else members.push(node)
  }
  const ordered: NodeState[] = []
  for (let round = 0; ordered.length < nodes.length; round++) {
    for (const members of zones.values()) if (round < members.length) ordered.push(members[round])
  }
  return ordered
}

function zoneOf({ node: { labels } }: NodeState): string {
  const zone = labels.get('failure-domain.beta.kubernetes.io/zone') ?? labels.get('topology.kubernetes.io/zone')
  const region = labels.get('failure-domain.beta.kubernetes.io/region') ?? labels.get('topology.kubernetes.io/region')
  return JSON.stringify([region ?? '', zone ?? ''])
}
