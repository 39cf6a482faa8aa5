import type { Toleration } from '../../kube/pod.ts'
import type { SpreadRule } from '../../request.ts'
import type { LeftOutCounts } from '../left-out.ts'
import type { PodItem, PodTerm, Requirement } from './item-shapes.ts'

const HOSTNAME = 'kubernetes.io/hostname'
const ZONE = 'topology.kubernetes.io/zone'

/** Tolerations of a pod, without those that admission gives every pod for a while. */
export function tolerationsOf({ tolerations }: PodItem['spec']): readonly Toleration[] {
  return (tolerations ?? [])
    .filter(({ tolerationSeconds }) => tolerationSeconds === undefined || tolerationSeconds === null)
    .map(({ key, operator, value, effect }) => ({
      key: key ?? '',
      operator: operator === 'Exists' ? 'Exists' : 'Equal',
      value: value ?? '',
      effect: (effect ?? '') as Toleration['effect'],
    }))
}

/**
 * Rules by which pods keep off their own kind, on hosts and in IDCs: at most one where required, a weight where
 * preferred. All other rules between pods are counted as left out.
 */
export function spreadOf({ spec, metadata }: PodItem, leftOut: LeftOutCounts): readonly SpreadRule[] {
  const rules: SpreadRule[] = []
  const own = metadata.labels ?? {}
  const anti = spec.affinity?.podAntiAffinity
  const add = (term: PodTerm, rule: (domain: 'host' | 'idc') => SpreadRule): void => {
    const domain = term.topologyKey === HOSTNAME ? 'host' : term.topologyKey === ZONE ? 'idc' : null
    if (domain === null || !selects(term, own)) leftOut.add('rules of pods to be apart from others')
    else if (!rules.some((known) => known.domain === domain)) rules.push(rule(domain))
  }
  for (const term of anti?.requiredDuringSchedulingIgnoredDuringExecution ?? [])
    add(term, (domain) => ({ scope: 'game', domain, limit: 1 }))
  for (const { podAffinityTerm } of anti?.preferredDuringSchedulingIgnoredDuringExecution ?? [])
    add(podAffinityTerm, (domain) => ({ scope: 'game', domain, weight: 1 }))
  const near = spec.affinity?.podAffinity
  const nearCount =
    (near?.requiredDuringSchedulingIgnoredDuringExecution ?? []).length +
    (near?.preferredDuringSchedulingIgnoredDuringExecution ?? []).length
  if (nearCount > 0) leftOut.add('rules of pods to be near others', nearCount)
  for (const { topologyKey, whenUnsatisfiable } of spec.topologySpreadConstraints ?? []) {
    const domain = topologyKey === HOSTNAME ? 'host' : topologyKey === ZONE ? 'idc' : null
    if (whenUnsatisfiable === 'DoNotSchedule' || domain === null) leftOut.add('topology spread constraints of pods')
    else if (!rules.some((known) => known.domain === domain)) rules.push({ scope: 'game', domain, weight: 1 })
  }
  return rules
}

/** Whether a term's selector selects a pod of these labels. */
function selects({ labelSelector }: PodTerm, labels: Readonly<Record<string, string>>): boolean {
  if (labelSelector === null || labelSelector === undefined) return false
  const meets = ({ key, operator, values }: Requirement): boolean => {
    const value = Object.hasOwn(labels, key) ? labels[key] : undefined
    if (operator === 'In') return value !== undefined && (values ?? []).includes(value)
    if (operator === 'NotIn') return value === undefined || !(values ?? []).includes(value)
    return operator === 'Exists' ? value !== undefined : value === undefined
  }
  const pairs = Object.entries(labelSelector.matchLabels ?? {})
  return pairs.every(([key, value]) => labels[key] === value) && (labelSelector.matchExpressions ?? []).every(meets)
}
