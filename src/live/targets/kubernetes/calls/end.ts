import type { CallOutcome, CallRequest } from '../../target.ts'
import type { ApiResult } from '../api/api-error.ts'
import type { ClusterView } from '../cluster-view.ts'
import type { KubePod } from '../objects.ts'
import { outcomeOf } from './outcome.ts'
import { decisionId, isWorkOf, madeBy, podPath, readPod } from './subject.ts'

/** The pod a step ends. A uid of null: whichever pod of that name this step made or bound. */
export interface PodToEnd {
  readonly objectName: string
  readonly uid: string | null
}

/** Forward the pod that was observed; back the one that this step made, else the observed one that it bound. */
export function podToEnd(request: CallRequest): PodToEnd {
  const { objectName, uid, kind } = request.step
  if (request.direction === 'forward') return { objectName, uid }
  const made = madeBy(request.memo, 'forward')
  return made ?? { objectName, uid: kind === 'bind' ? uid : null }
}

/**
 * Asks for the end of a pod, by eviction or deletion, on condition that it is still the same. Back, only a pod that
 * this step made or bound is ended: what somebody else did with the name meanwhile is theirs.
 */
export async function end(view: ClusterView, request: CallRequest): Promise<CallOutcome> {
  const subject = podToEnd(request)
  const read = await readPod(view, subject.objectName, request.signal)
  if (!read.ok) return outcomeOf(read.error, `reading ${subject.objectName}`)
  const pod = read.value
  if (pod === null || !isToBeEnded(pod, subject, request)) return { kind: 'done', detail: 'found gone' }
  if (pod.metadata.deletionTimestamp !== undefined) return { kind: 'done', detail: 'found ending' }
  const ended = request.call === 'evict' ? await evict(view, request, pod) : await remove(view, request, pod)
  if (ended.ok || ended.error.kind === 'notFound') return { kind: 'done' }
  return outcomeOf(ended.error, `${request.call === 'evict' ? 'evicting' : 'deleting'} ${subject.objectName}`)
}

/** Whether this is the pod the step ends. */
export function isToBeEnded(pod: KubePod, subject: PodToEnd, request: CallRequest): boolean {
  if (subject.uid !== null && pod.metadata.uid !== subject.uid) return false
  if (request.direction === 'forward') return true
  const id = decisionId({ ...request, direction: 'forward' })
  return isWorkOf(pod, id)
}

/** In the body: beside one, the server passes over a dryRun in the query, and deletes. */
function dryRunOption(request: CallRequest): { readonly dryRun?: readonly string[] } {
  return request.dryRun === 'server' ? { dryRun: ['All'] } : {}
}

function evict(view: ClusterView, request: CallRequest, pod: KubePod): Promise<ApiResult<unknown>> {
  const { name, namespace, uid } = pod.metadata
  const body = JSON.stringify({
    apiVersion: 'policy/v1',
    kind: 'Eviction',
    metadata: { name, namespace },
    deleteOptions: { preconditions: { uid }, ...dryRunOption(request) },
  })
  const path = podPath(`${namespace}/${name}`, 'eviction')
  return view.client.request({ method: 'POST', path, body, signal: request.signal })
}

/** gracePeriodSeconds: 0 ends a pod whose kubelet is gone; otherwise the pod's own period counts. */
export function remove(
  view: ClusterView,
  request: CallRequest,
  pod: KubePod,
  gracePeriodSeconds?: number,
): Promise<ApiResult<unknown>> {
  const { name, namespace, uid } = pod.metadata
  const grace = gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }
  const options = { preconditions: { uid }, ...grace, ...dryRunOption(request) }
  const body = JSON.stringify({ apiVersion: 'v1', kind: 'DeleteOptions', ...options })
  const path = podPath(`${namespace}/${name}`)
  return view.client.request({ method: 'DELETE', path, body, signal: request.signal })
}
