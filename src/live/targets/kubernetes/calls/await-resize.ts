import { formatAllocation } from '../../../../model/parse/allocation.ts'
import { ANNOTATION_ALLOCATION } from '../../../../model/signed-allocation.ts'
import type { CallOutcome, CallRequest } from '../../target.ts'
import type { ClusterView } from '../cluster-view.ts'
import { lastingContainers } from '../facts/pod-size.ts'
import { amountOf } from '../facts/quantity.ts'
import type { KubePod, KubeQuantities } from '../objects.ts'
import { outcomeOf } from './outcome.ts'
import { generationAwaited, writeAllocation } from './resize.ts'
import { decisionId, holdingWanted, readPod } from './subject.ts'

/** How long one call waits for the watch to show the kubelet's answer before it says that it waits. */
const PATIENCE_MS = 2000

/**
 * Waits until the kubelet has taken the size: spec, allocated and actual resources are one. Deferred is waited for,
 * Infeasible is a no. Then the allocation gives up what a shrink has freed.
 */
export async function awaitResize(view: ClusterView, request: CallRequest): Promise<CallOutcome> {
  if (request.dryRun === 'server') return { kind: 'done', detail: 'nothing was resized' }
  const { objectName, uid } = request.step
  const wanted = holdingWanted(request)
  const generation = generationAwaited(request)
  if (view.isFollowing) {
    const question = (): true | undefined => {
      const pod = view.pods.get(objectName)
      return pod !== null && answerOf(pod, generation).kind !== 'wait' ? true : undefined
    }
    await view.pods.waitFor(objectName, question, PATIENCE_MS, request.signal)
  }
  const read = await readPod(view, objectName, request.signal)
  if (!read.ok) return outcomeOf(read.error, `reading ${objectName}`)
  const pod = read.value
  const clash = (reason: string): CallOutcome => ({
    kind: 'clash',
    host: wanted.host,
    reason: `${objectName} ${reason}`,
  })
  if (pod === null || pod.metadata.uid !== uid) return clash('was deleted by somebody else')
  const answer = answerOf(pod, generation)
  // Where a watch is followed the next call waits by it: a pause between the two would only miss what it shows.
  const afterMs = view.isFollowing ? 0 : 500
  if (answer.kind === 'wait') return { kind: 'wait', reason: `${objectName}: ${answer.reason}`, afterMs }
  if (answer.kind === 'infeasible') {
    return { kind: 'refused', infeasible: true, reason: `${objectName}: ${answer.reason}` }
  }
  const exact = formatAllocation(wanted, decisionId(request))
  const isWritten = pod.metadata.annotations?.[ANNOTATION_ALLOCATION] === exact
  const written = isWritten ? read : await writeAllocation(view, request, pod, wanted)
  if (!written.ok) return outcomeOf(written.error, `writing the allocation of ${objectName}`)
  return (await view.nodeAgents.tell(written.value ?? pod, wanted.host, request.signal)) ?? { kind: 'done' }
}

type ResizeAnswer =
  | { readonly kind: 'done' }
  | { readonly kind: 'wait'; readonly reason: string }
  | { readonly kind: 'infeasible'; readonly reason: string }

/** What the kubelet has said so far about the spec of that generation or a later one. */
export function answerOf(pod: KubePod, generation: number): ResizeAnswer {
  if ((pod.metadata.generation ?? 0) < generation) return { kind: 'wait', reason: 'the new size is not seen yet' }
  const conditions = pod.status?.conditions ?? []
  const pending = conditions.find((condition) => condition.type === 'PodResizePending' && condition.status === 'True')
  if (pending !== undefined && (pending.observedGeneration ?? generation) >= generation) {
    const reason = `the kubelet says ${pending.reason ?? 'no'}: ${pending.message ?? ''}`
    return pending.reason === 'Infeasible' ? { kind: 'infeasible', reason } : { kind: 'wait', reason }
  }
  const progress = conditions.find(
    (condition) => condition.type === 'PodResizeInProgress' && condition.status === 'True',
  )
  if (progress !== undefined) {
    return { kind: 'wait', reason: `the kubelet is resizing it ${progress.reason ?? ''}: ${progress.message ?? ''}` }
  }
  // A pod that has not started begins with the size it finds.
  const statuses = pod.status?.containerStatuses ?? []
  if (statuses.length === 0 && pod.status?.phase !== 'Running') return { kind: 'done' }
  for (const container of lastingContainers(pod)) {
    const wanted = container.resources?.requests
    if (wanted === undefined || !pod.spec.containers.includes(container)) continue
    const status = statuses.find((known) => known.name === container.name)
    const isActual = isSame(wanted, status?.resources?.requests)
    const isAllocated = status?.allocatedResources === undefined || isSame(wanted, status.allocatedResources)
    if (!isActual || !isAllocated)
      return { kind: 'wait', reason: `container ${container.name} has not its new size yet` }
  }
  return { kind: 'done' }
}

function isSame(wanted: KubeQuantities, found: KubeQuantities | undefined): boolean {
  return ['cpu', 'memory'].every((name) => {
    return wanted[name] === undefined || amountOf(wanted[name]) === amountOf(found?.[name] ?? -1)
  })
}
