import type { KubeNode } from './objects.ts'
import type { ReflectorSink } from './reflector.ts'

/** All Nodes as a watch shows them. */
export class NodeCache implements ReflectorSink<KubeNode> {
  readonly #byName = new Map<string, KubeNode>()
  readonly #changed: (node: string) => void
  #isFilled = false

  /** changed: told of each Node that came, changed or went. */
  constructor(changed: (node: string) => void) {
    this.#changed = changed
  }

  /** Whether there was a list yet. */
  get isFilled(): boolean {
    return this.#isFilled
  }

  replace(nodes: readonly KubeNode[]): void {
    this.#isFilled = true
    const before = [...this.#byName.keys()]
    this.#byName.clear()
    for (const node of nodes) this.set(node)
    for (const name of before) if (!this.#byName.has(name)) this.#changed(name)
  }

  set(node: KubeNode): void {
    this.#byName.set(node.metadata.name, node)
    this.#changed(node.metadata.name)
  }

  remove(node: KubeNode): void {
    this.#byName.delete(node.metadata.name)
    this.#changed(node.metadata.name)
  }

  get(name: string): KubeNode | null {
    return this.#byName.get(name) ?? null
  }
}
