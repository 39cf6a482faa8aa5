import type { PodAffinityTerm } from '../../../model/kube/selector.ts'
import type { Cluster } from '../state/cluster.ts'
import { selects, selectsEverything } from './label-selector.ts'

// Source: kubernetes v1.37.2, AffinityTerm of k8s.io/kube-scheduler/framework/types.go and
// mergeAffinityTermNamespacesIfNotEmpty of pkg/scheduler/framework/plugins/interpodaffinity/plugin.go.

/** A pod as terms see it. */
export interface Labelled {
  readonly namespace: string
  readonly labels: ReadonlyMap<string, string>
}

const NO_LABELS: ReadonlyMap<string, string> = new Map()

/** The labels of a pod's namespace; none when the namespace is not known. */
export function namespaceLabels(cluster: Cluster, namespace: string): ReadonlyMap<string, string> {
  return cluster.namespaces.get(namespace) ?? NO_LABELS
}

/** Whether a term of a pod on a node means the pod to be placed, whose namespace has these labels. */
export function termMeans(
  { namespaces, namespaceSelector, selector }: PodAffinityTerm,
  pod: Labelled,
  labelsOfNamespace: ReadonlyMap<string, string>,
): boolean {
  const isNamespace = namespaces.includes(pod.namespace) || selects(namespaceSelector, labelsOfNamespace)
  return isNamespace && selects(selector, pod.labels)
}

/**
 * The terms of the pod to be placed with their namespaces by name: those that its selector finds among the namespaces
 * there are. A selector of all namespaces stays, and means also namespaces that nobody knows.
 */
export function resolveTerm(term: PodAffinityTerm, cluster: Cluster): PodAffinityTerm {
  const { namespaceSelector } = term
  if (namespaceSelector === null || selectsEverything(namespaceSelector)) return term
  const found = [...cluster.namespaces].filter(([, labels]) => selects(namespaceSelector, labels)).map(([name]) => name)
  return { ...term, namespaces: [...term.namespaces, ...found], namespaceSelector: null }
}

/** Whether a resolved term means a pod. */
export function resolvedMeans(term: PodAffinityTerm, pod: Labelled): boolean {
  return termMeans(term, pod, NO_LABELS)
}
