import type { KubePod } from '../../model/kube/pod.ts'
import { allowsNode } from './match/node-selector.ts'
import { toleratesAll } from './match/tolerations.ts'
import type { Cycle } from './plugin.ts'
import type { Cluster } from './state/cluster.ts'
import type { NodeState } from './state/node-state.ts'

/** The decision about a pod. It holds as long as no node comes, goes or changes but for its pods. */
export function cycleOf(cluster: Cluster, pod: KubePod): Cycle {
  return {
    cluster,
    pod,
    isRequiredNode: once(cluster, ({ node }) => allowsNode(pod, node)),
    toleratesNode: once(cluster, ({ node }) => toleratesAll(pod.tolerations, node.taints)),
  }
}

/** Asks once a node: filters and spread constraints ask the same. */
function once(cluster: Cluster, ask: (node: NodeState) => boolean): (node: NodeState) => boolean {
  const answers = new Int8Array(cluster.nodes.length)
  return (node) => {
    if (answers[node.index] === 0) answers[node.index] = ask(node) ? 1 : -1
    return answers[node.index] === 1
  }
}
