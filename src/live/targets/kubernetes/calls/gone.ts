import type { CallOutcome, CallRequest } from '../../target.ts'
import type { ClusterView } from '../cluster-view.ts'
import type { KubePod } from '../objects.ts'
import { isToBeEnded, podToEnd, remove } from './end.ts'
import { outcomeOf } from './outcome.ts'
import { readPod } from './subject.ts'

/** How long one call waits for the watch to show the end before it says that it waits. */
const PATIENCE_MS = 2000

/** Done once the pod that the step ended is not there any more. */
export async function gone(view: ClusterView, request: CallRequest): Promise<CallOutcome> {
  if (request.dryRun === 'server') return { kind: 'done', detail: 'nothing was ended' }
  const subject = podToEnd(request)
  const { objectName } = subject
  const read = await readPod(view, objectName, request.signal)
  if (!read.ok) return outcomeOf(read.error, `reading ${objectName}`)
  const pod = read.value
  if (pod === null || !isToBeEnded(pod, subject, request)) return { kind: 'done' }
  if (pod.metadata.deletionTimestamp === undefined) {
    return { kind: 'refused', reason: `${objectName} is still there and nobody is ending it` }
  }
  const freed = await freeFromLostNode(view, request, pod)
  if (freed !== null) return freed
  const question = (): true | undefined => {
    const cached = view.pods.get(objectName)
    return cached === null || cached.metadata.uid !== pod.metadata.uid ? true : undefined
  }
  if (view.isFollowing) await view.pods.waitFor(objectName, question, PATIENCE_MS, request.signal)
  const again = await readPod(view, objectName, request.signal)
  if (!again.ok) return outcomeOf(again.error, `reading ${objectName}`)
  if (again.value === null || again.value.metadata.uid !== pod.metadata.uid) return { kind: 'done' }
  return { kind: 'wait', reason: `${objectName} is ending on ${pod.spec.nodeName ?? 'no host'}`, afterMs: 500 }
}

/** On a Node that is gone no kubelet is left to end the pod: then the record of it is all there is to take away. */
async function freeFromLostNode(view: ClusterView, request: CallRequest, pod: KubePod): Promise<CallOutcome | null> {
  const node = pod.spec.nodeName
  if (node === undefined || view.nodes.get(node) !== null) return null
  const state = await view.nodeLook.look(node)
  if (!state.ok) return outcomeOf(state.error, `reading node ${node}`)
  if (state.value !== 'gone') return null
  const removed = await remove(view, request, pod, 0)
  if (removed.ok || removed.error.kind === 'notFound') return null
  return outcomeOf(removed.error, `taking ${pod.metadata.name} off ${node}, which is gone`)
}
