import { assert } from '../../base/assert.ts'
import type { KubePod } from '../../model/kube/pod.ts'
import { cycleOf } from './cycle.ts'
import { type Cycle, isRejection, type NodeTest } from './plugin.ts'
import { FILTERS, SCORES } from './profile.ts'
import type { Cluster } from './state/cluster.ts'
import type { NodeState } from './state/node-state.ts'

/** A local score, with its weighted rates by the node's place in the list when something normalizes it. */
interface Kept {
  readonly rate: (node: NodeState) => number
  readonly weight: number
  readonly normalize: ((rates: readonly number[]) => number[]) | null
  readonly rates: Float64Array
}

/**
 * What local filters and scores say of each node to pods that differ in name and labels only. A node is judged anew
 * when it changed since it last was, so that a pod costs a look at each node's revision.
 */
export class KeptNodes {
  readonly #cluster: Cluster
  readonly #pod: KubePod
  #nodeChanges = -1
  #cycle: Cycle
  #tests: readonly NodeTest[] = []
  #scores: readonly Kept[] = []
  #revisions = new Float64Array(0)
  #passes = new Uint8Array(0)
  #totals = new Float64Array(0)

  /** pod: any of its kind, one that is not refused before any node is looked at */
  constructor(cluster: Cluster, pod: KubePod) {
    this.#cluster = cluster
    this.#pod = pod
    this.#cycle = cycleOf(cluster, pod)
  }

  /** The decision about a pod of this kind, which knows what others found out about nodes. */
  cycleOf(pod: KubePod): Cycle {
    const { cluster, isRequiredNode, toleratesNode } = this.#cycle
    return { cluster, pod, isRequiredNode, toleratesNode }
  }

  /** Judges what changed. To be called before what is below is asked. */
  refresh(): void {
    if (this.#nodeChanges !== this.#cluster.nodeChanges) this.#startAnew()
    const { nodes } = this.#cluster
    const revisions = this.#revisions
    for (let i = 0; i < nodes.length; i++) if (revisions[i] !== nodes[i].revision) this.#judge(nodes[i])
  }

  /** Whether no local filter refuses the node. */
  passes({ index }: NodeState): boolean {
    return this.#passes[index] === 1
  }

  /** Weighted sums of the local scores over the feasible nodes, but for such as are the same on all. */
  totalsOf(feasible: readonly NodeState[]): number[] {
    const totals = feasible.map(({ index }) => this.#totals[index])
    for (const { normalize, weight, rates } of this.#scores) {
      if (normalize === null) continue
      const own = feasible.map(({ index }) => rates[index])
      if (own.every((rate) => rate === own[0])) continue
      normalize(own).forEach((score, i) => {
        totals[i] += weight * score
      })
    }
    return totals
  }

  #startAnew(): void {
    const nodeCount = this.#cluster.nodes.length
    this.#nodeChanges = this.#cluster.nodeChanges
    this.#cycle = cycleOf(this.#cluster, this.#pod)
    this.#tests = FILTERS.flatMap((plugin) => {
      const prepared = plugin.isLocal ? plugin.prepare(this.#cycle) : null
      if (prepared === null) return []
      assert(!isRejection(prepared), `${plugin.name} refuses no node before it has seen it`)
      return [prepared.test]
    })
    this.#scores = SCORES.flatMap(({ local, weight }) => {
      const rate = local === null ? null : local.rate(this.#cycle)
      if (local === null || rate === null) return []
      const { normalize } = local
      return [{ rate, weight, normalize, rates: new Float64Array(normalize === null ? 0 : nodeCount) }]
    })
    this.#revisions = new Float64Array(nodeCount).fill(-1)
    this.#passes = new Uint8Array(nodeCount)
    this.#totals = new Float64Array(nodeCount)
  }

  #judge(node: NodeState): void {
    const { index } = node
    this.#revisions[index] = node.revision
    this.#passes[index] = this.#tests.every((test) => test(node) === null) ? 1 : 0
    if (this.#passes[index] === 0) return
    let total = 0
    for (const { rate, weight, normalize, rates } of this.#scores) {
      if (normalize === null) total += weight * rate(node)
      else rates[index] = rate(node)
    }
    this.#totals[index] = total
  }
}
