import type { PodAffinityTerm } from '../../../model/kube/selector.ts'
import { DomainSums } from '../match/domain-sums.ts'
import { namespaceLabels, resolvedMeans, resolveTerm, termMeans } from '../match/pod-terms.ts'
import { type Cycle, SCORE_MAX, type ScorePlugin } from '../plugin.ts'

// Source: kubernetes v1.37.2, pkg/scheduler/framework/plugins/interpodaffinity/scoring.go.

/** What a required affinity term of a pod on a node is worth to the pod it means. */
const REQUIRED_WEIGHT = 1

/**
 * Preferred terms of the pod that mean pods on nodes, and terms of pods on nodes that mean the pod. Takes no part when
 * none means any.
 */
export const interPodAffinity: ScorePlugin = {
  name: 'InterPodAffinity',
  weight: 2,
  local: null,
  score(cycle, feasible) {
    const sums = new DomainSums(cycle.cluster)
    addOwnTerms(sums, cycle)
    addTermsOfOthers(sums, cycle)
    if (sums.isEmpty) return null
    const totals = sums.totals(feasible)
    let lowest = Infinity
    let highest = -Infinity
    for (const total of totals) {
      lowest = Math.min(lowest, total)
      highest = Math.max(highest, total)
    }
    const range = highest - lowest
    return totals.map((total) => (range === 0 ? 0 : Math.floor(SCORE_MAX * ((total - lowest) / range))))
  },
}

function addOwnTerms(sums: DomainSums, { cluster, pod }: Cycle): void {
  const weighted: { readonly term: PodAffinityTerm; readonly weight: number }[] = []
  for (const { term, weight } of pod.affinity.preferred) weighted.push({ term: resolveTerm(term, cluster), weight })
  for (const { term, weight } of pod.antiAffinity.preferred) {
    weighted.push({ term: resolveTerm(term, cluster), weight: -weight })
  }
  for (const { term, weight } of weighted) {
    for (const labelClass of cluster.classes.labelClassesFor(term.selector)) {
      if (resolvedMeans(term, labelClass)) sums.add(term.topologyKey, labelClass.countByNode, weight)
    }
  }
}

function addTermsOfOthers(sums: DomainSums, { cluster, pod }: Cycle): void {
  const labels = namespaceLabels(cluster, pod.namespace)
  for (const { term, isAnti, weight, countByNode } of cluster.classes.termsFor(pod.labels)) {
    if ((isAnti && weight === null) || !termMeans(term, pod, labels)) continue
    const worth = weight ?? REQUIRED_WEIGHT
    sums.add(term.topologyKey, countByNode, isAnti ? -worth : worth)
  }
}
