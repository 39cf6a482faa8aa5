import type { NodeSelectorTerm } from '../../../model/kube/selector.ts'
import type { FilterPlugin, Rejection } from '../plugin.ts'

// Source: kubernetes v1.37.2, pkg/scheduler/framework/plugins/nodeaffinity/node_affinity.go.

const NOT_REQUIRED: Rejection = {
  plugin: 'NodeAffinity',
  code: 'UnschedulableAndUnresolvable',
  reasons: ["node(s) didn't match Pod's node affinity/selector"],
}

const CONFLICT: Rejection = {
  plugin: 'NodeAffinity',
  code: 'UnschedulableAndUnresolvable',
  reasons: ['pod affinity terms conflict'],
}

/** Node selector and required node affinity. Where every term names nodes, no other node is looked at. */
export const nodeAffinity: FilterPlugin = {
  name: 'NodeAffinity',
  isLocal: true,
  prepare({ pod, isRequiredNode }) {
    if (pod.nodeSelector.size === 0 && pod.requiredNodes === null) return null
    const nodeNames = pod.requiredNodes === null ? null : namesOfTerms(pod.requiredNodes)
    if (nodeNames?.size === 0) return CONFLICT
    return { test: (node) => (isRequiredNode(node) ? null : NOT_REQUIRED), nodeNames }
  },
}

/** The nodes that terms name; null: one of the terms names none. */
function namesOfTerms(terms: readonly NodeSelectorTerm[]): ReadonlySet<string> | null {
  const union = new Set<string>()
  for (const term of terms) {
    const named = term.names.filter(({ operator }) => operator === 'In').map(({ name }) => name)
    if (named.length === 0) return null
    // All of a term's requirements must hold: two different names leave none.
    if (named.every((name) => name === named[0])) union.add(named[0])
  }
  return union
}
