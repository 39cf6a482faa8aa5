import type { HoldingWords } from '../../../../model/decision.ts'
import type { PlanStep } from '../../../../model/plan.ts'
import type { ClusterView } from '../cluster-view.ts'
import { clashOnHost } from '../facts/clash-on-host.ts'
import { isFinished } from '../objects.ts'
import { LABEL_WRITER } from '../words.ts'
import { allocationDecision } from './subject.ts'

/**
 * Numbers of those applied steps whose host the watch shows gone or another's, or with somebody else in the way of what
 * the step gave. A pod that is gone, or holds what a later decision gave, holds nothing of the step: it is not hit.
 */
export function seemHit(view: ClusterView, steps: readonly PlanStep[], plan: string): readonly number[] {
  if (!view.pods.isFilled || !view.nodes.isFilled) return []
  return steps
    .filter(({ after, number, pod }) => after !== null && isHit(view, pod, after, `${plan}/${number}`))
    .map(({ number }) => number)
}

function isHit(view: ClusterView, name: string, { host, ip }: HoldingWords, id: string): boolean {
  const pods = view.pods.named(name)
  const pod = pods.find((known) => allocationDecision(known) === id && !isFinished(known))
  const node = view.nodes.get(host)
  if (node === null) return pod !== undefined || pods.length === 0
  if (pod === undefined || pod.metadata.deletionTimestamp !== undefined) return false
  if (node.metadata.labels?.[LABEL_WRITER] !== view.writer) return true
  const facts = view.hosts.hostOf(node)
  return facts.ok && clashOnHost(facts.value, view.pods.onNode(host), pod, view.pods.withAddress(ip)) !== null
}
