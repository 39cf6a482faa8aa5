import { assert } from '../../../base/assert.ts'
import type { KubeNamespace, KubeNode, KubeService } from '../../../model/kube/node.ts'
import type { KubePod } from '../../../model/kube/pod.ts'
import { type DomainColumn, domainColumn } from './domain-column.ts'
import { ImageStates } from './image-states.ts'
import { NodeState } from './node-state.ts'
import { PodClasses } from './pod-classes.ts'

interface PlacedPod {
  readonly pod: KubePod
  readonly node: NodeState
}

/**
 * The scheduler's picture of a cluster: nodes, pods on them, namespaces, services. Changes are booked one by one, so
 * that a decision starts from sums. Throws when something is added twice, or taken away and not there.
 */
export class Cluster {
  readonly #nodes: NodeState[] = []
  readonly #nodesByName = new Map<string, NodeState>()
  readonly #pods = new Map<string, PlacedPod>()
  readonly #images = new ImageStates()
  readonly #services = new Map<string, KubeService[]>()
  readonly #namespaces = new Map<string, ReadonlyMap<string, string>>()
  readonly classes = new PodClasses()
  #nodeChanges = 0
  #changes = 0
  readonly #domains = new Map<string, DomainColumn>()

  /** In no particular order, but always the same after the same changes. */
  get nodes(): readonly NodeState[] {
    return this.#nodes
  }

  /** How often nodes were added, changed or taken away. */
  get nodeChanges(): number {
    return this.#nodeChanges
  }

  /** How often anything changed: a judgement stands while this stays. */
  get changes(): number {
    return this.#changes
  }

  /** Labels of the namespaces that there are. */
  get namespaces(): ReadonlyMap<string, ReadonlyMap<string, string>> {
    return this.#namespaces
  }

  node(name: string): NodeState | undefined {
    return this.#nodesByName.get(name)
  }

  /** The nodes' values of a label. */
  domains(topologyKey: string): DomainColumn {
    let column = this.#domains.get(topologyKey)
    if (column === undefined) {
      column = domainColumn(this.#nodes, topologyKey)
      this.#domains.set(topologyKey, column)
    }
    return column
  }

  servicesOf(namespace: string): readonly KubeService[] {
    return this.#services.get(namespace) ?? []
  }

  /** Adds a namespace, or sets its labels. */
  putNamespace({ name, labels }: KubeNamespace): void {
    this.#changes++
    this.#namespaces.set(name, labels)
  }

  addService(service: KubeService): void {
    this.#changes++
    this.#services.set(service.namespace, [...this.servicesOf(service.namespace), service])
  }

  addNode(node: KubeNode): void {
    assert(!this.#nodesByName.has(node.name), `node ${node.name} is there already`)
    const state = new NodeState(node, this.#nodes.length)
    this.#nodes.push(state)
    this.#nodesByName.set(node.name, state)
    state.images = this.#images.add(node)
    this.#noteNode(state)
  }

  /** Sets labels, taints, amounts and images of a node; its pods stay. */
  updateNode(node: KubeNode): void {
    const state = this.#present(node.name)
    this.#images.remove(state.node)
    state.node = node
    state.images = this.#images.add(node)
    this.#noteNode(state)
  }

  /** Takes a node away; its pods are gone before. */
  removeNode(name: string): void {
    const state = this.#present(name)
    assert(state.podCount === 0, `node ${name} has pods`)
    this.#images.remove(state.node)
    this.#nodesByName.delete(name)
    const last = this.#nodes.pop()!
    if (last !== state) {
      this.#nodes[state.index] = last
      last.index = state.index
    }
    this.#noteNode(last)
  }

  /** Books a pod on a node. */
  addPod(pod: KubePod, nodeName: string): void {
    const node = this.#present(nodeName)
    const key = keyOf(pod.namespace, pod.name)
    assert(!this.#pods.has(key), `pod ${key} is on a node already`)
    this.#pods.set(key, { pod, node })
    node.add(pod)
    node.revision = ++this.#changes
    this.classes.add(pod, node)
  }

  removePod(namespace: string, name: string): void {
    const key = keyOf(namespace, name)
    const placed = this.#pods.get(key)
    assert(placed !== undefined, `pod ${key} is on no node`)
    this.#pods.delete(key)
    placed.node.remove(placed.pod)
    placed.node.revision = ++this.#changes
    this.classes.remove(placed.pod, placed.node)
  }

  /**
   * Does something after which all pods are where they were, and counts it as no change. Nothing that is kept by
   * `changes` or by a node's revision may be asked meanwhile.
   */
  tentatively<T>(node: NodeState, action: () => T): T {
    const [changes, { revision }] = [this.#changes, node]
    const result = action()
    this.#changes = changes
    node.revision = revision
    return result
  }

  #noteNode(state: NodeState): void {
    state.revision = ++this.#changes
    this.#nodeChanges++
    this.#domains.clear()
  }

  #present(name: string): NodeState {
    const node = this.#nodesByName.get(name)
    assert(node !== undefined, `there is no node ${name}`)
    return node
  }
}

function keyOf(namespace: string, name: string): string {
  return `${namespace}/${name}`
}
