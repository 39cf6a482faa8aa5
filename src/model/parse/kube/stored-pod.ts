import { failed, ok, type Result } from '../../../base/result.ts'
import type { KubePod, TaintEffect, Toleration, TopologySpreadConstraint } from '../../kube/pod.ts'
import { FaultList, show } from '../faults.ts'
import { checkLabelKeys, nodeAffinityOf, podTermsOf } from './affinity.ts'
import { checkLabels, checkText, knownWord } from './checks.ts'
import { checkContainers, hostPortsOf, imagesOf, withDefaults } from './containers.ts'
import type { PodDocument } from './pod-document.ts'
import { requestsOf } from './pod-requests.ts'
import { labelSelectorOf } from './selectors.ts'
import { DNS_1123_LABEL, DNS_1123_SUBDOMAIN, LABEL_KEY, LABEL_VALUE } from './syntax.ts'

// Source: kubernetes v1.37.2, SetObjectDefaults_Pod of pkg/apis/core/v1, PrepareForCreate of
// pkg/registry/core/pod/strategy.go, ValidatePodCreate of pkg/apis/core/validation/validation.go.

/**
 * The pod as the API server stores it: defaults filled in, label keys merged into selectors, a pod without a namespace
 * in `default`. Faults are what the API server would refuse of the fields read.
 */
export function storedPod(given: PodDocument): Result<KubePod> {
  const faults = new FaultList()
  const namespace = given.metadata.namespace === '' ? 'default' : given.metadata.namespace
  const pod = withDefaults({ ...given, metadata: { ...given.metadata, namespace } })
  const { metadata, spec } = pod
  checkNames(pod, faults)
  checkContainers(pod, faults)
  const stored: KubePod = {
    namespace,
    name: metadata.name,
    labels: metadata.labels ?? new Map(),
    isTerminating: metadata.deletionTimestamp !== undefined,
    nodeName: spec.nodeName === '' ? null : spec.nodeName,
    schedulingGates: spec.schedulingGates.map(({ name }) => name),
    nodeSelector: spec.nodeSelector ?? new Map(),
    ...nodeAffinityOf(spec.affinity?.nodeAffinity, faults),
    affinity: podTermsOf(spec.affinity?.podAffinity, pod, 'podAffinity', faults),
    antiAffinity: podTermsOf(spec.affinity?.podAntiAffinity, pod, 'podAntiAffinity', faults),
    tolerations: tolerationsOf(pod, faults),
    spread: spreadOf(pod, faults),
    hostPorts: hostPortsOf(pod),
    images: imagesOf(pod),
    ...requestsOf(pod),
  }
  return faults.isEmpty ? ok(stored) : failed(faults.all)
}

function checkNames({ metadata, spec }: PodDocument, faults: FaultList): void {
  checkText(faults, 'metadata.name', metadata.name, DNS_1123_SUBDOMAIN)
  checkText(faults, 'metadata.namespace', metadata.namespace, DNS_1123_LABEL)
  checkLabels(faults, 'metadata.labels', metadata.labels)
  checkLabels(faults, 'spec.nodeSelector', spec.nodeSelector)
  if (spec.nodeName !== '') checkText(faults, 'spec.nodeName', spec.nodeName, DNS_1123_SUBDOMAIN)
  const gates = spec.schedulingGates.map(({ name }) => name)
  for (const [i, gate] of gates.entries()) {
    checkText(faults, `spec.schedulingGates[${i}].name`, gate, LABEL_KEY)
    if (gates.indexOf(gate) !== i) faults.add(`spec.schedulingGates[${i}].name`, show(gate), 'each gate once')
  }
  if (gates.length > 0 && spec.nodeName !== '') {
    faults.add('spec.nodeName', show(spec.nodeName), 'none while there are scheduling gates')
  }
}

function tolerationsOf({ spec }: PodDocument, faults: FaultList): readonly Toleration[] {
  return spec.tolerations.map(({ key, value, effect, operator, tolerationSeconds }, i) => {
    const path = `spec.tolerations[${i}]`
    const known = knownWord(faults, `${path}.operator`, operator === '' ? 'Equal' : operator, ['Equal', 'Exists'])
    if (key !== '') checkText(faults, `${path}.key`, key, LABEL_KEY)
    else if (known !== 'Exists') faults.add(`${path}.operator`, show(operator), 'Exists, since there is no key')
    if (known === 'Equal') checkText(faults, `${path}.value`, value, LABEL_VALUE)
    else if (value !== '') faults.add(`${path}.value`, show(value), 'none, since the operator is Exists')
    if (tolerationSeconds !== undefined && effect !== 'NoExecute') {
      faults.add(`${path}.effect`, show(effect), 'NoExecute, since tolerationSeconds is set')
    }
    const effects: readonly (TaintEffect | '')[] = ['', 'NoSchedule', 'PreferNoSchedule', 'NoExecute']
    return { key, operator: known, value, effect: knownWord(faults, `${path}.effect`, effect, effects) }
  })
}

function spreadOf({ metadata, spec }: PodDocument, faults: FaultList): readonly TopologySpreadConstraint[] {
  const labels = metadata.labels ?? new Map<string, string>()
  const seen = new Set<string>()
  return spec.topologySpreadConstraints.map((constraint, i) => {
    const path = `spec.topologySpreadConstraints[${i}]`
    const { maxSkew, topologyKey, minDomains, matchLabelKeys } = constraint
    const action = constraint.whenUnsatisfiable
    const whenUnsatisfiable = knownWord(faults, `${path}.whenUnsatisfiable`, action, ACTIONS)
    if (maxSkew < 1) faults.add(`${path}.maxSkew`, String(maxSkew), '1 or more')
    if (topologyKey === '') faults.add(`${path}.topologyKey`, 'nothing', 'a node label')
    if (seen.has(`${topologyKey} ${action}`)) {
      faults.add(path, `${topologyKey}, ${action} again`, 'each key and action once')
    }
    seen.add(`${topologyKey} ${action}`)
    if (minDomains !== undefined && (minDomains < 1 || action !== 'DoNotSchedule')) {
      faults.add(`${path}.minDomains`, String(minDomains), '1 or more, with DoNotSchedule')
    }
    checkLabelKeys(constraint, path, faults, labels)
    const own = [{ keys: matchLabelKeys, operator: 'In' }] as const
    const policy = (name: 'nodeAffinityPolicy' | 'nodeTaintsPolicy', otherwise: 'Honor' | 'Ignore') =>
      knownWord(faults, `${path}.${name}`, constraint[name] ?? otherwise, ['Honor', 'Ignore'])
    return {
      maxSkew,
      topologyKey,
      whenUnsatisfiable,
      selector: labelSelectorOf(constraint.labelSelector, own, labels, `${path}.labelSelector`, faults),
      minDomains: minDomains ?? 1,
      nodeAffinityPolicy: policy('nodeAffinityPolicy', 'Honor'),
      nodeTaintsPolicy: policy('nodeTaintsPolicy', 'Ignore'),
    }
  })
}

const ACTIONS = ['DoNotSchedule', 'ScheduleAnyway'] as const
