import type { KubePod, PodTerms } from '../../kube/pod.ts'
import type { PodAffinityTerm } from '../../kube/selector.ts'
import { type FaultList, show } from '../faults.ts'
import { checkRange, checkText } from './checks.ts'
import type { PodDocument, PodTermDocument, PodTermsDocument } from './pod-document.ts'
import { labelSelectorOf, nodeTermOf } from './selectors.ts'
import { DNS_1123_LABEL, LABEL_KEY } from './syntax.ts'

// Source: kubernetes v1.37.2, validateAffinity of pkg/apis/core/validation/validation.go, mutatePodAffinity of
// pkg/registry/core/pod/strategy.go, newAffinityTerm of k8s.io/kube-scheduler/framework/types.go.

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution'
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution'

type NodeAffinity = NonNullable<PodDocument['spec']['affinity']>['nodeAffinity']

/** The nodes that a pod needs and wishes for. */
export function nodeAffinityOf(
  affinity: NodeAffinity,
  faults: FaultList,
): Pick<KubePod, 'requiredNodes' | 'preferredNodes'> {
  const path = 'spec.affinity.nodeAffinity'
  const required = affinity?.[REQUIRED]
  if (required?.nodeSelectorTerms.length === 0) {
    faults.add(`${path}.${REQUIRED}.nodeSelectorTerms`, 'an empty list', 'at least one term')
  }
  return {
    requiredNodes:
      required?.nodeSelectorTerms.map((term, i) =>
        nodeTermOf(term, `${path}.${REQUIRED}.nodeSelectorTerms[${i}]`, faults),
      ) ?? null,
    preferredNodes:
      affinity?.[PREFERRED]?.map(({ weight, preference }, i) => {
        const at = `${path}.${PREFERRED}[${i}]`
        checkRange(faults, `${at}.weight`, weight, 1, 100)
        checkNumbers(preference.matchExpressions, `${at}.preference.matchExpressions`, faults)
        return { weight, term: nodeTermOf(preference, `${at}.preference`, faults) }
      }) ?? null,
  }
}

/** The API server takes any text for Gt and Lt, and the scheduler then fails on the pod: nothing can be told of it. */
function checkNumbers(
  expressions: readonly { readonly operator: string; readonly values: readonly string[] }[],
  path: string,
  faults: FaultList,
): void {
  for (const [i, { operator, values }] of expressions.entries()) {
    if (operator !== 'Gt' && operator !== 'Lt') continue
    for (const [j, value] of values.entries()) {
      if (/^\d{1,18}$/.test(value)) continue
      faults.add(`${path}[${i}].values[${j}]`, show(value), 'a whole number; the scheduler fails on others')
    }
  }
}

/** The pods that a pod needs, wishes for or avoids. */
export function podTermsOf(
  terms: PodTermsDocument | undefined,
  { metadata }: PodDocument,
  kind: 'podAffinity' | 'podAntiAffinity',
  faults: FaultList,
): PodTerms {
  const path = `spec.affinity.${kind}`
  return {
    required: (terms?.[REQUIRED] ?? []).map((term, i) => termOf(term, metadata, `${path}.${REQUIRED}[${i}]`, faults)),
    preferred: (terms?.[PREFERRED] ?? []).map(({ weight, podAffinityTerm }, i) => {
      const at = `${path}.${PREFERRED}[${i}]`
      checkRange(faults, `${at}.weight`, weight, 1, 100)
      return { weight, term: termOf(podAffinityTerm, metadata, `${at}.podAffinityTerm`, faults) }
    }),
  }
}

function termOf(
  term: PodTermDocument,
  { namespace, labels = new Map() }: PodDocument['metadata'],
  path: string,
  faults: FaultList,
): PodAffinityTerm {
  const { matchLabelKeys, mismatchLabelKeys, namespaces, topologyKey } = term
  checkText(faults, `${path}.topologyKey`, topologyKey, LABEL_KEY)
  for (const [i, name] of namespaces.entries()) checkText(faults, `${path}.namespaces[${i}]`, name, DNS_1123_LABEL)
  checkLabelKeys(term, path, faults, labels)
  const own = [
    { keys: matchLabelKeys, operator: 'In' },
    { keys: mismatchLabelKeys, operator: 'NotIn' },
  ] as const
  return {
    selector: labelSelectorOf(term.labelSelector, own, labels, `${path}.labelSelector`, faults),
    namespaces: namespaces.length === 0 && term.namespaceSelector === undefined ? [namespace] : namespaces,
    namespaceSelector: labelSelectorOf(term.namespaceSelector, [], labels, `${path}.namespaceSelector`, faults),
    topologyKey,
  }
}

/** What the API server wants of `matchLabelKeys` and `mismatchLabelKeys` of affinity terms and spread constraints. */
export function checkLabelKeys(
  {
    matchLabelKeys,
    mismatchLabelKeys = [],
    labelSelector,
  }: Pick<PodTermDocument, 'matchLabelKeys' | 'labelSelector'> & { readonly mismatchLabelKeys?: readonly string[] },
  path: string,
  faults: FaultList,
  podLabels: ReadonlyMap<string, string>,
): void {
  for (const [kind, keys] of Object.entries({ matchLabelKeys, mismatchLabelKeys })) {
    for (const [i, key] of keys.entries()) checkText(faults, `${path}.${kind}[${i}]`, key, LABEL_KEY)
    if (keys.length > 0 && labelSelector === undefined) faults.add(`${path}.${kind}`, show(keys), 'a labelSelector too')
  }
  const selected = [...(labelSelector?.matchLabels?.keys() ?? [])]
  for (const { key } of labelSelector?.matchExpressions ?? []) selected.push(key)
  matchLabelKeys.forEach((key, i) => {
    const at = `${path}.matchLabelKeys[${i}]`
    // A key that the pod has no label of adds no condition, so it takes two conditions in the selector to clash.
    const added = podLabels.has(key) ? matchLabelKeys.filter((each) => each === key).length : 0
    const isTwice = labelSelector !== undefined && selected.filter((each) => each === key).length + added > 1
    if (isTwice) faults.add(at, show(key), 'a key that is not selected elsewhere')
    if (mismatchLabelKeys.includes(key)) faults.add(at, show(key), 'a key that is not in mismatchLabelKeys')
  })
}
