import { byCodeUnit } from '../../../base/order.ts'
import type { KubePod, PodTerms } from '../../../model/kube/pod.ts'
import type { LabelSelector, PodAffinityTerm } from '../../../model/kube/selector.ts'
import type { NodeState } from './node-state.ts'

/** Pods on nodes that no selector tells apart. */
export interface LabelClass {
  readonly namespace: string
  readonly labels: ReadonlyMap<string, string>
  readonly isTerminating: boolean
  /** Only nodes that have some. */
  readonly countByNode: Map<NodeState, number>
}

/** A term that pods on nodes have, and how many of them each node has. */
export interface HeldTerm {
  readonly term: PodAffinityTerm
  readonly isAnti: boolean
  /** Null: it is required. */
  readonly weight: number | null
  readonly countByNode: ReadonlyMap<NodeState, number>
}

/** Pods on nodes that ask the same of the pods around them. */
interface TermClass {
  readonly terms: readonly HeldTerm[]
  readonly countByNode: Map<NodeState, number>
}

/**
 * The pods on nodes in classes. Upstream goes through all pods of all nodes for each pod it places; since pods stem
 * from few templates, going through classes comes to the same sums in a fraction of the steps. Classes and terms lie
 * by labels that a selector wants, so that only those are gone through that can mean a pod.
 */
export class PodClasses {
  readonly #labelClasses = new Map<string, LabelClass>()
  readonly #termClasses = new Map<string, TermClass>()
  readonly #classesByLabel = new Buckets<LabelClass>()
  readonly #termsByLabel = new Buckets<HeldTerm>()
  /** Terms whose selector wants no one value of any label. */
  readonly #otherTerms = new Set<HeldTerm>()

  /** All classes that the selector can mean, and maybe others. */
  labelClassesFor(selector: LabelSelector): Iterable<LabelClass> {
    const [first, ...others] = wantedLabels(selector)
    if (first === undefined) return this.#labelClasses.values()
    let fewest = this.#classesByLabel.of(first)
    for (const label of others) {
      const classes = this.#classesByLabel.of(label)
      if (classes.size < fewest.size) fewest = classes
    }
    return fewest
  }

  /** All terms of pods on nodes that can mean a pod of these labels, and maybe others. */
  *termsFor(labels: ReadonlyMap<string, string>): Iterable<HeldTerm> {
    for (const [key, value] of labels) yield* this.#termsByLabel.of(labelOf(key, value))
    yield* this.#otherTerms
  }

  add(pod: KubePod, node: NodeState): void {
    const label = labelKey(pod)
    let labelClass = this.#labelClasses.get(label)
    if (labelClass === undefined) {
      const { namespace, labels, isTerminating } = pod
      labelClass = { namespace, labels, isTerminating, countByNode: new Map() }
      this.#labelClasses.set(label, labelClass)
      for (const [key, value] of labels) this.#classesByLabel.add(labelOf(key, value), labelClass)
    }
    count(labelClass, node)
    if (!hasTerms(pod)) return
    const key = termKey(pod)
    let termClass = this.#termClasses.get(key)
    if (termClass === undefined) {
      termClass = termClassOf(pod)
      this.#termClasses.set(key, termClass)
      for (const held of termClass.terms) this.#keepTerm(held)
    }
    count(termClass, node)
  }

  remove(pod: KubePod, node: NodeState): void {
    const label = labelKey(pod)
    const labelClass = this.#labelClasses.get(label)!
    if (uncount(labelClass, node)) {
      this.#labelClasses.delete(label)
      for (const [key, value] of labelClass.labels) this.#classesByLabel.delete(labelOf(key, value), labelClass)
    }
    if (!hasTerms(pod)) return
    const key = termKey(pod)
    const termClass = this.#termClasses.get(key)!
    if (!uncount(termClass, node)) return
    this.#termClasses.delete(key)
    for (const held of termClass.terms) this.#dropTerm(held)
  }

  #keepTerm(held: HeldTerm): void {
    const label = wantedLabels(held.term.selector).at(-1)
    if (label === undefined) this.#otherTerms.add(held)
    else this.#termsByLabel.add(label, held)
  }

  #dropTerm(held: HeldTerm): void {
    const label = wantedLabels(held.term.selector).at(-1)
    if (label === undefined) this.#otherTerms.delete(held)
    else this.#termsByLabel.delete(label, held)
  }
}

const NONE: ReadonlySet<never> = new Set()

/** Sets by a label's key and value; empty ones are dropped. */
class Buckets<T> {
  readonly #buckets = new Map<string, Set<T>>()

  of(label: string): ReadonlySet<T> {
    return this.#buckets.get(label) ?? NONE
  }

  add(label: string, member: T): void {
    const bucket = this.#buckets.get(label)
    if (bucket === undefined) this.#buckets.set(label, new Set([member]))
    else bucket.add(member)
  }

  delete(label: string, member: T): void {
    const bucket = this.#buckets.get(label)!
    bucket.delete(member)
    if (bucket.size === 0) this.#buckets.delete(label)
  }
}

function labelOf(key: string, value: string): string {
  return `${key}=${value}`
}

/** Labels that whatever the selector means has. */
function wantedLabels(selector: LabelSelector): string[] {
  const labels: string[] = []
  for (const { key, operator, values } of selector ?? []) {
    if (operator === 'In' && values.length === 1) labels.push(labelOf(key, values[0]))
  }
  return labels
}

function termClassOf({ affinity, antiAffinity }: KubePod): TermClass {
  const countByNode = new Map<NodeState, number>()
  const held = ({ required, preferred }: PodTerms, isAnti: boolean): HeldTerm[] => [
    ...required.map((term) => ({ term, isAnti, weight: null, countByNode })),
    ...preferred.map(({ term, weight }) => ({ term, isAnti, weight, countByNode })),
  ]
  return { terms: [...held(affinity, false), ...held(antiAffinity, true)], countByNode }
}

function count({ countByNode }: { readonly countByNode: Map<NodeState, number> }, node: NodeState): void {
  countByNode.set(node, (countByNode.get(node) ?? 0) + 1)
}

/** Whether that was the last one. */
function uncount({ countByNode }: { readonly countByNode: Map<NodeState, number> }, node: NodeState): boolean {
  const left = countByNode.get(node)! - 1
  if (left > 0) countByNode.set(node, left)
  else countByNode.delete(node)
  return countByNode.size === 0
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
