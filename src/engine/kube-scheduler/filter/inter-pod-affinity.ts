import type { PodAffinityTerm } from '../../../model/kube/selector.ts'
import { DomainSums } from '../match/domain-sums.ts'
import { namespaceLabels, resolvedMeans, resolveTerm, termMeans } from '../match/pod-terms.ts'
import type { Cycle, FilterPlugin, Rejection } from '../plugin.ts'
import type { NodeState } from '../state/node-state.ts'

// Source: kubernetes v1.37.2, pkg/scheduler/framework/plugins/interpodaffinity/filtering.go, without the feature
// InterPodAffinityHostnameFastPath, which is off by default.

const NO_COMPANY: Rejection = {
  plugin: 'InterPodAffinity',
  code: 'UnschedulableAndUnresolvable',
  reasons: ["node(s) didn't match pod affinity rules"],
}

const UNWANTED_COMPANY: Rejection = {
  plugin: 'InterPodAffinity',
  code: 'Unschedulable',
  reasons: ["node(s) didn't match pod anti-affinity rules"],
}

const UNWANTED_BY_OTHERS: Rejection = {
  plugin: 'InterPodAffinity',
  code: 'Unschedulable',
  reasons: ["node(s) didn't satisfy existing pods anti-affinity rules"],
}

/** Required affinity and anti-affinity of the pod, and required anti-affinity of the pods on nodes. */
export const interPodAffinity: FilterPlugin = {
  name: 'InterPodAffinity',
  isLocal: false,
  prepare(cycle) {
    const { cluster, pod } = cycle
    const wanted = pod.affinity.required.map((term) => resolveTerm(term, cluster))
    const unwanted = pod.antiAffinity.required.map((term) => resolveTerm(term, cluster))
    const refusing = domainsThatRefuse(cycle)
    if (wanted.length + unwanted.length === 0 && refusing.isEmpty) return null
    const company = domainsOfAll(wanted, cycle)
    // The first of a group that wants its own company may go where all domains are known.
    const isFirst = company.isEmpty && meansAll(wanted, pod)
    const avoided = domainsOfEach(unwanted, cycle)
    const test = (node: NodeState): Rejection | null => {
      if (!isInCompany(wanted, company, isFirst, node)) return NO_COMPANY
      if (unwanted.some(({ topologyKey }) => avoided.has(topologyKey, node))) return UNWANTED_COMPANY
      return refusing.hasAny(node) ? UNWANTED_BY_OTHERS : null
    }
    return { test, nodeNames: null }
  },
}

/** Domains whose pods do not want the pod. */
function domainsThatRefuse({ cluster, pod }: Cycle): DomainSums {
  const labels = namespaceLabels(cluster, pod.namespace)
  const domains = new DomainSums(cluster)
  for (const { term, isAnti, weight, countByNode } of cluster.classes.termsFor(pod.labels)) {
    if (isAnti && weight === null && termMeans(term, pod, labels)) domains.add(term.topologyKey, countByNode, 1)
  }
  return domains
}

/** Domains with a pod that all terms mean, under each term's key. */
function domainsOfAll(terms: readonly PodAffinityTerm[], { cluster }: Cycle): DomainSums {
  const domains = new DomainSums(cluster)
  if (terms.length === 0) return domains
  for (const labelClass of cluster.classes.labelClassesFor(terms[0].selector)) {
    if (!meansAll(terms, labelClass)) continue
    for (const { topologyKey } of terms) domains.add(topologyKey, labelClass.countByNode, 1)
  }
  return domains
}

/** Domains with a pod that a term means, under that term's key. */
function domainsOfEach(terms: readonly PodAffinityTerm[], { cluster }: Cycle): DomainSums {
  const domains = new DomainSums(cluster)
  for (const term of terms) {
    for (const labelClass of cluster.classes.labelClassesFor(term.selector)) {
      if (resolvedMeans(term, labelClass)) domains.add(term.topologyKey, labelClass.countByNode, 1)
    }
  }
  return domains
}

function meansAll(terms: readonly PodAffinityTerm[], pod: Parameters<typeof resolvedMeans>[1]): boolean {
  return terms.every((term) => resolvedMeans(term, pod))
}

function isInCompany(
  terms: readonly PodAffinityTerm[],
  company: DomainSums,
  isFirst: boolean,
  state: NodeState,
): boolean {
  if (terms.some(({ topologyKey }) => !state.node.labels.has(topologyKey))) return false
  return isFirst || terms.every(({ topologyKey }) => company.has(topologyKey, state))
}
