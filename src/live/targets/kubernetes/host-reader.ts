import type { Result } from '../../../base/result.ts'
import type { Host } from '../../../model/fleet.ts'
import { devicesOfPool, wholePool } from '../../../model/parse/kube/slice-facts.ts'
import { hostOfNode } from './facts/node-facts.ts'
import type { KubeNode } from './objects.ts'
import type { KeptSlice } from './slice-cache.ts'

/** Slices that were read and what they say, for one Node. */
interface Read {
  readonly uid: string
  readonly labels: string
  readonly slices: string
  readonly host: Result<Host>
  /** Those of the pool when it was whole last. */
  readonly whole: readonly KeptSlice[]
}

/**
 * Reads Nodes and their slices as hosts and remembers what it read: the facts of a host are pages of JSON that change
 * when hardware does, while a Node changes with every heartbeat. A kubelet that starts deletes the slices of its Node
 * and its agent publishes them anew, and a pool of many slices is rewritten one by one: as long as the Node is there
 * it is taken for what its pool said when it was whole last.
 */
export class HostReader {
  /** By Node object: it never changes, a changed Node is another object. */
  readonly #byNode = new WeakMap<KubeNode, { readonly slices: readonly KeptSlice[]; readonly host: Result<Host> }>()
  readonly #read = new Map<string, Read>()

  /** The Node as a host, or every fault; null while its pool is not whole and was not before. */
  hostOf(node: KubeNode, slices: readonly KeptSlice[]): Result<Host> | null {
    const seen = this.#byNode.get(node)
    if (seen?.slices === slices) return seen.host
    const host = this.#hostOf(node, slices)
    if (host !== null) this.#byNode.set(node, { slices, host })
    return host
  }

  #hostOf(node: KubeNode, slices: readonly KeptSlice[]): Result<Host> | null {
    const { name, uid, labels = {} } = node.metadata
    const known = this.#read.get(name)
    const before = known?.uid === uid ? known : undefined
    const keys = { uid, labels: JSON.stringify(labels), slices: versionsOf(slices) }
    if (before?.labels === keys.labels && before.slices === keys.slices) return before.host
    const whole = wholePool(slices) ?? before?.whole
    if (whole === undefined) return null
    const host = hostOfNode(node, devicesOfPool(whole))
    this.#read.set(name, { ...keys, host, whole })
    return host
  }

  /** Forgets Nodes that are not among those given. */
  keep(nodes: readonly KubeNode[]): void {
    const names = new Set(nodes.map((node) => node.metadata.name))
    for (const name of this.#read.keys()) if (!names.has(name)) this.#read.delete(name)
  }
}

function versionsOf(slices: readonly KeptSlice[]): string {
  return slices.map(({ version }) => version).join()
}
