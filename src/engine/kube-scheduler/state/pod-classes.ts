import { byCodeUnit } from '../../../base/order.ts'
import type { KubePod, PodTerms } from '../../../model/kube/pod.ts'
import type { NodeState } from './node-state.ts'

/** Pods on nodes that no selector tells apart. */
export interface LabelClass {
  readonly namespace: string
  readonly labels: ReadonlyMap<string, string>
  readonly isTerminating: boolean
  /** Only nodes that have some. */
  readonly countByNode: Map<NodeState, number>
}

/** Pods on nodes that ask the same of the pods around them. */
export interface TermClass {
  readonly affinity: PodTerms
  readonly antiAffinity: PodTerms
  readonly countByNode: Map<NodeState, number>
}

interface Counted {
  readonly countByNode: Map<NodeState, number>
}

/**
 * The pods on nodes in classes. Upstream goes through all pods of all nodes for each pod it places; since pods stem
 * from few templates, going through classes comes to the same sums in a fraction of the steps.
 */
export class PodClasses {
  readonly #labelClasses = new Map<string, LabelClass>()
  readonly #termClasses = new Map<string, TermClass>()

  labelClasses(): Iterable<LabelClass> {
    return this.#labelClasses.values()
  }

  termClasses(): Iterable<TermClass> {
    return this.#termClasses.values()
  }

  add(pod: KubePod, node: NodeState): void {
    const { namespace, labels, isTerminating, affinity, antiAffinity } = pod
    this.#count(this.#labelClasses, labelKey(pod), node, () => ({
      namespace,
      labels,
      isTerminating,
      countByNode: new Map(),
    }))
    if (!hasTerms(pod)) return
    this.#count(this.#termClasses, termKey(pod), node, () => ({ affinity, antiAffinity, countByNode: new Map() }))
  }

  remove(pod: KubePod, node: NodeState): void {
    uncount(this.#labelClasses, labelKey(pod), node)
    if (hasTerms(pod)) uncount(this.#termClasses, termKey(pod), node)
  }

  #count<C extends Counted>(classes: Map<string, C>, key: string, node: NodeState, create: () => C): void {
    let found = classes.get(key)
    if (found === undefined) {
      found = create()
      classes.set(key, found)
    }
    found.countByNode.set(node, (found.countByNode.get(node) ?? 0) + 1)
  }
}

function uncount(classes: Map<string, Counted>, key: string, node: NodeState): void {
  const countByNode = classes.get(key)!.countByNode
  const count = countByNode.get(node)! - 1
  if (count > 0) countByNode.set(node, count)
  else countByNode.delete(node)
  if (countByNode.size === 0) classes.delete(key)
}

function hasTerms({ affinity, antiAffinity }: KubePod): boolean {
  const terms = [affinity.required, affinity.preferred, antiAffinity.required, antiAffinity.preferred]
  return terms.some((list) => list.length > 0)
}

function labelKey({ namespace, labels, isTerminating }: KubePod): string {
  return JSON.stringify([namespace, isTerminating, [...labels].sort(([a], [b]) => byCodeUnit(a, b))])
}

/** Namespaces of terms are written out, so the pod's own does not matter. */
function termKey({ affinity, antiAffinity }: KubePod): string {
  return JSON.stringify([affinity, antiAffinity])
}
