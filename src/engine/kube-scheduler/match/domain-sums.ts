import type { NodeState } from '../state/node-state.ts'

/** Sums by domain: a domain is a node label's key and one value of it. */
export class DomainSums {
  readonly #sums = new Map<string, Map<string, number>>()

  get isEmpty(): boolean {
    return this.#sums.size === 0
  }

  /** Adds weight times each node's count to the node's domain; nodes without the label are in none. */
  add(topologyKey: string, countByNode: ReadonlyMap<NodeState, number>, weight: number): void {
    for (const [{ node }, count] of countByNode) {
      const value = node.labels.get(topologyKey)
      if (value === undefined) continue
      let sums = this.#sums.get(topologyKey)
      if (sums === undefined) {
        sums = new Map()
        this.#sums.set(topologyKey, sums)
      }
      sums.set(value, (sums.get(value) ?? 0) + weight * count)
    }
  }

  /** Whether something was added to the node's domain of this key. */
  has(topologyKey: string, { node }: NodeState): boolean {
    const value = node.labels.get(topologyKey)
    return value !== undefined && this.#sums.get(topologyKey)?.has(value) === true
  }

  /** Whether something was added to any domain of the node. */
  hasAny(state: NodeState): boolean {
    for (const topologyKey of this.#sums.keys()) if (this.has(topologyKey, state)) return true
    return false
  }

  /** The sums of all the node's domains together. */
  total({ node }: NodeState): number {
    let total = 0
    for (const [topologyKey, sums] of this.#sums) {
      const value = node.labels.get(topologyKey)
      if (value !== undefined) total += sums.get(value) ?? 0
    }
    return total
  }
}
