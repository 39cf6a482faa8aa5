import type { Result } from '../../../base/result.ts'
import type { Host } from '../../../model/fleet.ts'
import { ANNOTATION_HOST } from '../../../model/kube/words.ts'
import { hostOfNode } from './facts/node-facts.ts'
import type { KubeNode } from './objects.ts'

/**
 * Reads Nodes as hosts and remembers what it read: the facts of a host are a page of JSON that changes when hardware
 * does, while a Node changes with every heartbeat.
 */
export class HostReader {
  /** By Node object: it never changes, a changed Node is another object. */
  readonly #byNode = new WeakMap<KubeNode, Result<Host>>()
  readonly #read = new Map<string, { readonly key: string; readonly host: Result<Host> }>()

  /** Bound, to be handed on. */
  readonly hostOf = (node: KubeNode): Result<Host> => {
    const seen = this.#byNode.get(node)
    if (seen !== undefined) return seen
    const host = this.#hostOf(node)
    this.#byNode.set(node, host)
    return host
  }

  #hostOf(node: KubeNode): Result<Host> {
    const { name, uid, labels, annotations } = node.metadata
    const key = JSON.stringify([uid, labels, annotations?.[ANNOTATION_HOST]])
    const known = this.#read.get(name)
    if (known?.key === key) return known.host
    const host = hostOfNode(node)
    this.#read.set(name, { key, host })
    return host
  }

  /** Forgets Nodes that are not among those given. */
  keep(nodes: readonly KubeNode[]): void {
    const names = new Set(nodes.map((node) => node.metadata.name))
    for (const name of this.#read.keys()) if (!names.has(name)) this.#read.delete(name)
  }
}
