import type { NodeState } from './node-state.ts'

/** A label of the nodes as a column: which domain each is in. */
export interface DomainColumn {
  /** By the node's place in the list: the number of its value; -1 without the label. */
  readonly ids: Int32Array
  /** How many values there are. */
  readonly count: number
}

/** Numbers the values of a label in the order of their first node. */
export function domainColumn(nodes: readonly NodeState[], topologyKey: string): DomainColumn {
  const known = new Map<string, number>()
  const ids = new Int32Array(nodes.length).fill(-1)
  nodes.forEach(({ node: { labels } }, i) => {
    const value = labels.get(topologyKey)
    if (value === undefined) return
    const id = known.get(value) ?? known.size
    known.set(value, id)
    ids[i] = id
  })
  return { ids, count: known.size }
}
