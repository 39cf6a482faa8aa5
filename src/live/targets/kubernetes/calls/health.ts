import type { PlanStep } from '../../../../model/plan.ts'
import type { ClusterView } from '../cluster-view.ts'
import { isFinished, type KubePod } from '../objects.ts'

/** What the pods of the steps are waited for, or null when all are Ready; `seemHit` says what got in their way. */
export function health(view: ClusterView, steps: readonly PlanStep[]): string | null {
  if (!view.isFollowing) return 'pods and nodes cannot be watched now'
  for (const step of steps) {
    if (step.kind === 'release') continue
    const there = view.pods.named(step.pod).filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    // A pod that has ended may stay beside the one that was made in its place.
    const pod = there.find((known) => !isFinished(known)) ?? there[0]
    const waited = pod === undefined ? `${step.pod} is not there` : unwell(view, pod)
    if (waited !== null) return waited
  }
  return null
}

function unwell(view: ClusterView, pod: KubePod): string | null {
  const { name } = pod.metadata
  const host = pod.spec.nodeName
  if (host === undefined) return `${name} is on no host`
  if (view.nodes.get(host) === null) return `${host}, the host of ${name}, is gone`
  const ready = pod.status?.conditions?.find((condition) => condition.type === 'Ready')
  if (ready?.status === 'True') return null
  return `${name} is not ready: ${ready?.message ?? pod.status?.phase ?? 'no status yet'}`
}
