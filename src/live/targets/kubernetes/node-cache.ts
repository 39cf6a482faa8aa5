import type { KubeNode } from './objects.ts'
import type { ReflectorSink } from './reflector.ts'

/** All Nodes as a watch shows them. */
export class NodeCache implements ReflectorSink<KubeNode> {
  readonly #byName = new Map<string, KubeNode>()
  #isFilled = false

  /** Whether there was a list yet. */
  get isFilled(): boolean {
    return this.#isFilled
  }

  replace(nodes: readonly KubeNode[]): void {
    this.#isFilled = true
    this.#byName.clear()
    for (const node of nodes) this.set(node)
  }

  set(node: KubeNode): void {
    this.#byName.set(node.metadata.name, node)
  }

  remove(node: KubeNode): void {
    this.#byName.delete(node.metadata.name)
  }

  get(name: string): KubeNode | null {
    return this.#byName.get(name) ?? null
  }
}
