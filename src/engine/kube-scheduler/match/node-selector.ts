import type { KubeNode } from '../../../model/kube/node.ts'
import type { KubePod } from '../../../model/kube/pod.ts'
import type { LabelRequirement, NodeRequirement, NodeSelectorTerm } from '../../../model/kube/selector.ts'
import { selects } from './label-selector.ts'

// Source: kubernetes v1.37.2, k8s.io/component-helpers/scheduling/corev1/nodeaffinity/nodeaffinity.go.

const INT64_MAX = 9223372036854775807n
const INT64_MIN = -9223372036854775808n

/** Whether the pod's node selector and required node affinity allow the node. */
export function allowsNode({ nodeSelector, requiredNodes }: KubePod, node: KubeNode): boolean {
  for (const [key, value] of nodeSelector) if (node.labels.get(key) !== value) return false
  return requiredNodes === null || requiredNodes.some((term) => matchesTerm(term, node))
}

/**
 * Whether the node meets all of a term. A term without requirements matches no node, nor does one that compares with a
 * number which is none.
 */
export function matchesTerm({ expressions, names }: NodeSelectorTerm, node: KubeNode): boolean {
  if (expressions.length + names.length === 0) return false
  return (
    expressions.every((requirement) => holds(requirement, node.labels)) &&
    names.every(({ operator, name }) => (node.name === name) === (operator === 'In'))
  )
}

function holds(requirement: NodeRequirement, labels: ReadonlyMap<string, string>): boolean {
  const { key, operator, values } = requirement
  if (operator !== 'Gt' && operator !== 'Lt') return selects([{ key, operator, values } as LabelRequirement], labels)
  const found = int64(labels.get(key))
  const bound = int64(values[0])
  if (found === null || bound === null) return false
  return operator === 'Gt' ? found > bound : found < bound
}

/** A decimal whole number that fits 64 bits; null: it is none. */
function int64(text: string | undefined): bigint | null {
  if (text === undefined || !/^[+-]?\d+$/.test(text)) return null
  const digits = text.startsWith('+') ? text.slice(1) : text
  const value = digits.startsWith('-') ? -BigInt(digits.slice(1)) : BigInt(digits)
  return value >= INT64_MIN && value <= INT64_MAX ? value : null
}
