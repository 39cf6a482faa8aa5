import { byCodeUnit } from '../../base/order.ts'
import type { KubePod } from '../../model/kube/pod.ts'
import { type JudgeOptions, judgePod } from './judge-pod.ts'
import { KeptNodes } from './kept-nodes.ts'
import { type Cycle, isRejection, type NodeTest } from './plugin.ts'
import { FILTERS, SCORES } from './profile.ts'
import type { Cluster } from './state/cluster.ts'
import type { NodeState } from './state/node-state.ts'

const SHARED_FILTERS = FILTERS.filter(({ isLocal }) => !isLocal)
const SHARED_SCORES = SCORES.filter(({ local }) => local === null)

/**
 * Chooses nodes as `judgePod` does, without saying why, by what it keeps between pods of a kind: of the filters and
 * scores only those run over all nodes that look at more than the node. A property holds one to the other.
 */
export class NodeChooser {
  readonly #cluster: Cluster
  readonly #kept = new WeakMap<object, KeptNodes>()

  constructor(cluster: Cluster) {
    this.#cluster = cluster
  }

  /**
   * The node that the pod goes to; null: it fits nowhere.
   * kind  the same object for pods that differ in name and labels only, and in terms and constraints about other pods
   */
  choose(pod: KubePod, kind: object, options: JudgeOptions = {}): string | null {
    const { nodes } = this.#cluster
    if (!isPlain(pod) || nodes.length === 0) {
      const judged = judgePod(this.#cluster, pod, options)
      return judged.outcome === 'fits' ? judged.node : null
    }
    const kept = this.#keptOf(pod, kind)
    const cycle = kept.cycleOf(pod)
    const tests = sharedTests(cycle)
    if (tests === null) return null
    const isFeasible = (node: NodeState): boolean => kept.passes(node) && tests.every((test) => test(node) === null)
    const { sampler, ties } = options
    const looked = sampler?.look(this.#cluster, null, isFeasible) ?? nodes
    const feasible = looked.filter(isFeasible)
    if (feasible.length === 0) return null
    const totals = kept.totalsOf(feasible)
    for (const { score, weight } of SHARED_SCORES) {
      const column = score(cycle, feasible)
      if (column !== null) for (let i = 0; i < column.length; i++) totals[i] += weight * column[i]
    }
    const best = bestOf(feasible, totals)
    if (ties === undefined) return best.reduce((a, b) => (byCodeUnit(a, b) <= 0 ? a : b))
    return best.sort(byCodeUnit)[ties.below(best.length)]
  }

  #keptOf(pod: KubePod, kind: object): KeptNodes {
    let kept = this.#kept.get(kind)
    if (kept === undefined) {
      kept = new KeptNodes(this.#cluster, pod)
      this.#kept.set(kind, kept)
    }
    kept.refresh()
    return kept
  }
}

/** Whether a pod enters the queue, and its filters neither name nodes nor refuse it before they see one. */
function isPlain({ schedulingGates, nodeName, requiredNodes }: KubePod): boolean {
  if (schedulingGates.length > 0 || nodeName !== null) return false
  return requiredNodes === null || (requiredNodes.length > 0 && requiredNodes.every(({ names }) => names.length === 0))
}

/** Of the filters that look at more than the node; null: the pod can go nowhere. */
function sharedTests(cycle: Cycle): readonly NodeTest[] | null {
  const tests: NodeTest[] = []
  for (const plugin of SHARED_FILTERS) {
    const prepared = plugin.prepare(cycle)
    if (prepared === null) continue
    if (isRejection(prepared)) return null
    tests.push(prepared.test)
  }
  return tests
}

/** Names of the nodes with the highest total. */
function bestOf(nodes: readonly NodeState[], totals: readonly number[]): string[] {
  let highest = Number.NEGATIVE_INFINITY
  let best: string[] = []
  for (let i = 0; i < nodes.length; i++) {
    if (totals[i] < highest) continue
    if (totals[i] > highest) {
      highest = totals[i]
      best = []
    }
    best.push(nodes[i].node.name)
  }
  return best
}
