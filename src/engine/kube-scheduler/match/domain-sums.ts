import type { Cluster } from '../state/cluster.ts'
import type { NodeState } from '../state/node-state.ts'

interface Sums {
  /** By the node's place in the list. */
  readonly ids: Int32Array
  readonly sums: Float64Array
  /** Whether something was added, be it 0. */
  readonly isAdded: Uint8Array
}

/** Sums by domain: a domain is a node label's key and one value of it. */
export class DomainSums {
  readonly #cluster: Cluster
  readonly #sumsByKey = new Map<string, Sums>()

  constructor(cluster: Cluster) {
    this.#cluster = cluster
  }

  get isEmpty(): boolean {
    return this.#sumsByKey.size === 0
  }

  /** Adds weight times each node's count to the node's domain; nodes without the label are in none. */
  add(topologyKey: string, countByNode: ReadonlyMap<NodeState, number>, weight: number): void {
    const { ids, count: domains } = this.#cluster.domains(topologyKey)
    let own = this.#sumsByKey.get(topologyKey)
    for (const [{ index }, count] of countByNode) {
      const id = ids[index]
      if (id < 0) continue
      if (own === undefined) {
        own = { ids, sums: new Float64Array(domains), isAdded: new Uint8Array(domains) }
        this.#sumsByKey.set(topologyKey, own)
      }
      own.sums[id] += weight * count
      own.isAdded[id] = 1
    }
  }

  /** Whether something was added to the node's domain of this key. */
  has(topologyKey: string, { index }: NodeState): boolean {
    const own = this.#sumsByKey.get(topologyKey)
    return own !== undefined && isAddedTo(own, index)
  }

  /** Whether something was added to any domain of the node. */
  hasAny({ index }: NodeState): boolean {
    for (const own of this.#sumsByKey.values()) if (isAddedTo(own, index)) return true
    return false
  }

  /** The sums of all the node's domains together, for each of these nodes. */
  totals(nodes: readonly NodeState[]): number[] {
    const totals = nodes.map(() => 0)
    for (const { ids, sums } of this.#sumsByKey.values()) {
      for (let i = 0; i < nodes.length; i++) {
        const id = ids[nodes[i].index]
        if (id >= 0) totals[i] += sums[id]
      }
    }
    return totals
  }
}

function isAddedTo({ ids, isAdded }: Sums, node: number): boolean {
  return ids[node] >= 0 && isAdded[ids[node]] === 1
}
