// Parts of Kubernetes objects that select other objects, defaults filled in. Field by field they are those of
// `k8s.io/api` v0.37.2, core/v1 and meta/v1; `matchLabels` is written as requirements, one value each.

/** One condition on the labels of an object. */
export interface LabelRequirement {
  readonly key: string
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist'
  /** Empty for Exists and DoesNotExist, else at least one. */
  readonly values: readonly string[]
}

/** All requirements must hold: an empty list selects everything; null selects nothing. */
export type LabelSelector = readonly LabelRequirement[] | null

/** One condition on the labels of a node. Gt and Lt compare whole numbers and have one value. */
export interface NodeRequirement {
  readonly key: string
  readonly operator: LabelRequirement['operator'] | 'Gt' | 'Lt'
  readonly values: readonly string[]
}

/** One condition on a node's name, the only field there is (`metadata.name`). */
export interface NodeNameRequirement {
  readonly operator: 'In' | 'NotIn'
  readonly name: string
}

/** All of it must hold; a term without any requirement selects no node. */
export interface NodeSelectorTerm {
  readonly expressions: readonly NodeRequirement[]
  readonly names: readonly NodeNameRequirement[]
}

/** Pods of some namespaces that share a domain. */
export interface PodAffinityTerm {
  readonly selector: LabelSelector
  /** The pod's own namespace where neither names nor a selector are given. */
  readonly namespaces: readonly string[]
  /** Namespaces by their labels, besides those named; null: none. */
  readonly namespaceSelector: LabelSelector
  /** The node label whose values are the domains. */
  readonly topologyKey: string
}

export interface Weighted<T> {
  /** 1 to 100. */
  readonly weight: number
  readonly term: T
}
