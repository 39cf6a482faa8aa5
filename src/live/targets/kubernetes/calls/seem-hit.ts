import type { HoldingWords } from '../../../../model/decision.ts'
import { LABEL_WRITER } from '../../../../model/kube/words.ts'
import type { PlanStep } from '../../../../model/plan.ts'
import type { ClusterView } from '../cluster-view.ts'
import { clashOnHost, isHolder, isQuiet } from '../facts/clash-on-host.ts'
import type { KubeNode } from '../objects.ts'
import { isFinished } from '../objects.ts'
import { allocationDecision } from './subject.ts'

/**
 * Numbers of those applied steps whose host the watch shows gone or another's, or with somebody else in the way of what
 * the step gave. A pod that is gone, or holds what a later decision gave, holds nothing of the step: it is not hit.
 */
export function seemHit(view: ClusterView, steps: readonly PlanStep[], plan: string): readonly number[] {
  if (!view.pods.isFilled || !view.nodes.isFilled) return []
  const quiet = new Map<string, boolean>()
  const isQuietOn = (node: KubeNode): boolean => {
    const { name } = node.metadata
    const known = quiet.get(name)
    if (known !== undefined) return known
    const facts = view.hostOf(node)
    const found = facts?.ok !== true || isQuiet(facts.value, view.pods.onNode(name))
    quiet.set(name, found)
    return found
  }
  return steps
    .filter(({ after, number, pod }) => after !== null && isHit(view, pod, after, `${plan}/${number}`, isQuietOn))
    .map(({ number }) => number)
}

function isHit(
  view: ClusterView,
  name: string,
  { host, ip }: HoldingWords,
  id: string,
  isQuietOn: (node: KubeNode) => boolean,
): boolean {
  const pods = view.pods.named(name)
  const pod = pods.find((known) => allocationDecision(known) === id && !isFinished(known))
  const node = view.nodes.get(host)
  if (node === null) return pod !== undefined || pods.length === 0
  if (pod === undefined || pod.metadata.deletionTimestamp !== undefined) return false
  if (node.metadata.labels?.[LABEL_WRITER] !== view.writer) return true
  const sharing = view.pods.withAddress(ip)
  // Most of the time nothing is in anybody's way there, which is found out once for all steps of the host.
  const isPlain = pod.spec.nodeName === host && isHolder(pod) && sharing.length === 1 && sharing[0] === pod
  if (isPlain && isQuietOn(node)) return false
  const facts = view.hostOf(node)
  return facts?.ok === true && clashOnHost(facts.value, view.pods.onNode(host), pod, sharing) !== null
}
