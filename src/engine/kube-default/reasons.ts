import type { FilterName, Reason } from '../../model/decision.ts'
import type { PodRequest } from '../../model/request.ts'
import type { Unschedulable } from '../kube-scheduler/judge-pod.ts'
import { ReasonCounts } from '../refuse/reasons.ts'

/** Filters by the plug-in of kube-scheduler that refuses. */
const FILTER_OF: Readonly<Record<string, FilterName>> = {
  NodeUnschedulable: 'HostUp',
  NodeAffinity: 'Where',
  TaintToleration: 'Taints',
  PodTopologySpread: 'SpreadLimit',
}

/**
 * Hosts by the filter that refused them, of NodeResourcesFit by the first amount that is short. Hosts that are lost
 * are not up, whatever refuses them; a pod that is refused before any Node is looked at is so by all others.
 */
export function reasonsOf(
  { rejections, refusal }: Unschedulable,
  request: PodRequest,
  lost: ReadonlySet<string>,
  nodeCount: number,
): readonly Reason[] {
  const counts = new ReasonCounts()
  counts.add('HostUp', lost.size)
  if (refusal !== null) counts.add(FILTER_OF[refusal.plugin] ?? 'Where', nodeCount - lost.size)
  for (const [node, { plugin, reasons }] of rejections) {
    if (lost.has(node)) continue
    const [reason = ''] = reasons
    const filter = plugin === 'InterPodAffinity' ? affinityFilterOf(reason, request) : fitFilterOf(reason)
    counts.add(FILTER_OF[plugin] ?? filter, 1)
  }
  return counts.reasons
}

/** By whose rule it is: which of two rules of its own refuses a pod, kube-scheduler does not say; then the first. */
function affinityFilterOf(reason: string, { together, spread }: PodRequest): FilterName {
  if (reason.includes('existing pods')) return 'Apart'
  if (reason.includes('anti-affinity')) return spread.some(({ limit }) => limit === 1) ? 'SpreadLimit' : 'Apart'
  return together !== undefined && together.weight === undefined ? 'Together' : 'Near'
}

function fitFilterOf(reason: string): FilterName {
  if (reason.includes('pods')) return 'SpreadLimit' // The node's cap on pods, whatever they ask for.
  if (reason.includes('memory')) return 'Memory'
  if (reason.includes('ephemeral')) return 'Disk'
  if (reason.includes('vf')) return 'Vf'
  return reason.includes('gpu') ? 'Gpu' : 'Cpus'
}
