import type { Alignment, ExplainedAdmission, KubeChoice, NumaHint } from '../../model/explanation.ts'
import { formatCount, table } from '../output.ts'

/** Hints written one by one; `-o json` has all. */
const HINTS_LISTED = 4

/** What came of a place under stock Kubernetes: the event of a pod that is bound nowhere, or its admission. */
export function kubeText({ message, node, victims, admission }: KubeChoice): string {
  const event = message === '' ? '' : `\nkube-scheduler: ${message}\n`
  const preempted = victims.length === 0 ? '' : `preempted on ${node}: ${victims.join(', ')}\n`
  if (admission === null) return event
  return `${event}${preempted}\n${admissionHead(admission)}${admission.alignments.map(alignmentTable).join('')}`
}

function admissionHead({ host, policy, scope, failure }: ExplainedAdmission): string {
  const under = `topology manager ${policy}${policy === 'none' ? '' : `, scope ${scope}`}`
  if (failure === null) return `kubelet of ${host} (${under}): admitted\n`
  const { reason, message } = failure
  if (message !== '') return `kubelet of ${host} (${under}): fails with ${reason}\n  ${message}\n`
  return `kubelet of ${host} (${under}): admitted, and the pod fails to start with ${reason}\n`
}

/** A row a resource, then what the policy makes of them. */
function alignmentTable({ container, resources, merged, isAdmitted }: Alignment): string {
  const rows = resources.map(({ resource, hints }) => [`  ${resource}`, hintsText(hints)])
  const outcome = `${nodesText(merged)}${merged.isPreferred ? '' : ', not preferred'}${isAdmitted ? '' : ': refused'}`
  return `${container === null ? 'whole pod' : `container ${container}`}\n${table([...rows, ['  together', outcome]])}`
}

function hintsText(hints: readonly NumaHint[] | null): string {
  if (hints === null) return 'no opinion'
  if (hints.length === 0) return 'nothing will do'
  const preferred = hints.filter(({ isPreferred }) => isPreferred)
  const others = hints.filter(({ isPreferred }) => !isPreferred)
  const parts = [`${listText(preferred)} preferred`, `${listText(others)} else`]
  return parts.filter((_, i) => [preferred, others][i].length > 0).join(', ')
}

function listText(hints: readonly NumaHint[]): string {
  const more = hints.length - HINTS_LISTED
  const listed = hints.slice(0, HINTS_LISTED).map(nodesText).join(' ')
  return more > 0 ? `${listed} and ${formatCount(more)} more` : listed
}

function nodesText({ numaNodes }: NumaHint): string {
  return numaNodes === null ? 'any NUMA node' : `{${numaNodes.join(',')}}`
}
