import type {
  LabelRequirement,
  LabelSelector,
  NodeNameRequirement,
  NodeRequirement,
  NodeSelectorTerm,
} from '../../kube/selector.ts'
import { type FaultList, show } from '../faults.ts'
import { checkLabels, checkText, knownWord } from './checks.ts'
import type { LabelSelectorDocument, NodeTermDocument } from './pod-document.ts'
import { DNS_1123_SUBDOMAIN, LABEL_KEY, LABEL_VALUE } from './syntax.ts'

// Source: kubernetes v1.37.2, ValidateLabelSelector of k8s.io/apimachinery/pkg/apis/meta/v1/validation and
// ValidateNodeSelectorTerm of pkg/apis/core/validation/validation.go.

const OPERATORS = ['In', 'NotIn', 'Exists', 'DoesNotExist'] as const

/** Labels of the pod itself that become conditions of a selector. */
export interface LabelKeys {
  readonly keys: readonly string[]
  readonly operator: 'In' | 'NotIn'
}

/**
 * A label selector with conditions on the pod's own labels added; none at all selects nothing, and nothing is added to
 * it. Keys that the pod has no label of add nothing.
 */
export function labelSelectorOf(
  document: LabelSelectorDocument | undefined,
  own: readonly LabelKeys[],
  podLabels: ReadonlyMap<string, string>,
  path: string,
  faults: FaultList,
): LabelSelector {
  if (document === undefined) return null
  checkLabels(faults, `${path}.matchLabels`, document.matchLabels)
  const requirements: LabelRequirement[] = []
  for (const [key, value] of document.matchLabels ?? []) requirements.push({ key, operator: 'In', values: [value] })
  for (const [i, expression] of (document.matchExpressions ?? []).entries()) {
    const at = `${path}.matchExpressions[${i}]`
    const operator = knownWord(faults, `${at}.operator`, expression.operator, OPERATORS)
    checkText(faults, `${at}.key`, expression.key, LABEL_KEY)
    checkCount(faults, `${at}.values`, operator, expression.values)
    for (const [j, value] of expression.values.entries()) checkText(faults, `${at}.values[${j}]`, value, LABEL_VALUE)
    requirements.push({ key: expression.key, operator, values: expression.values })
  }
  for (const { keys, operator } of own) {
    for (const key of keys) {
      const value = podLabels.get(key)
      if (value !== undefined) requirements.push({ key, operator, values: [value] })
    }
  }
  return requirements
}

/**
 * A term of a node selector. Values must be label values: for preferred terms the API server does not ask that, but the
 * scheduler then fails on the pod.
 */
export function nodeTermOf(
  { matchExpressions, matchFields }: NodeTermDocument,
  path: string,
  faults: FaultList,
): NodeSelectorTerm {
  return {
    expressions: matchExpressions.map((expression, i): NodeRequirement => {
      const at = `${path}.matchExpressions[${i}]`
      const { key, values } = expression
      const operator = knownWord(faults, `${at}.operator`, expression.operator, [...OPERATORS, 'Gt', 'Lt'])
      checkText(faults, `${at}.key`, key, LABEL_KEY)
      checkCount(faults, `${at}.values`, operator, values)
      for (const [j, value] of values.entries()) checkText(faults, `${at}.values[${j}]`, value, LABEL_VALUE)
      return { key, operator, values }
    }),
    names: matchFields.map(({ key, operator, values }, i): NodeNameRequirement => {
      const at = `${path}.matchFields[${i}]`
      if (key !== 'metadata.name') faults.add(`${at}.key`, show(key), 'metadata.name')
      if (values.length !== 1) faults.add(`${at}.values`, show(values), 'one value')
      for (const [j, value] of values.entries()) checkText(faults, `${at}.values[${j}]`, value, DNS_1123_SUBDOMAIN)
      return { operator: knownWord(faults, `${at}.operator`, operator, ['In', 'NotIn']), name: values[0] ?? '' }
    }),
  }
}

function checkCount(
  faults: FaultList,
  path: string,
  operator: NodeRequirement['operator'],
  values: readonly string[],
): void {
  const found = show(values)
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length === 0) faults.add(path, found, `values for ${operator}`)
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (values.length > 0) faults.add(path, found, `no values for ${operator}`)
  } else if (values.length !== 1) faults.add(path, found, `one value for ${operator}`)
}
