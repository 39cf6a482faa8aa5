import type { HoldingWords } from '../../../../model/decision.ts'
import { ANNOTATION_MADE_BY } from '../../../../model/kube/words.ts'
import type { CallRequest, Memo } from '../../target.ts'
import type { ApiResult } from '../api/api-error.ts'
import type { ClusterView } from '../cluster-view.ts'
import { allocationOf } from '../facts/allocation.ts'
import type { KubePod } from '../objects.ts'
import { objectNameOf } from '../objects.ts'

/** A pod as a memo names it. */
export interface PodIdentity {
  readonly objectName: string
  readonly uid: string
}

/** Names the decision behind a call: written with every effect, so that the effect is known when it is met again. */
export function decisionId(request: CallRequest): string {
  return `${request.plan}/${request.step.number}${request.direction === 'back' ? '/back' : ''}`
}

/** What the pod is to hold when the step is done in this direction. */
export function holdingWanted(request: CallRequest): HoldingWords {
  const holding = request.direction === 'forward' ? request.step.after : request.step.before
  if (holding === null) throw new Error(`step ${request.step.number} of ${request.plan} has no holding to bind`)
  return holding
}

/** The pod this step made in that direction, as far as the memo knows. */
export function madeBy(memo: Memo, direction: CallRequest['direction']): PodIdentity | null {
  return (memo[direction === 'forward' ? 'made' : 'madeBack'] as PodIdentity | undefined) ?? null
}

export function memoMade(request: CallRequest, pod: KubePod): Memo {
  const identity: PodIdentity = { objectName: objectNameOf(pod), uid: pod.metadata.uid }
  return request.direction === 'forward' ? { made: identity } : { madeBack: identity }
}

/** The pod that is bound: the one this step made, else the one that was observed. */
export function podToBind(request: CallRequest): PodIdentity | null {
  const made = madeBy(request.memo, request.direction)
  if (made !== null) return made
  const { uid, objectName } = request.step
  return uid === null ? null : { objectName, uid }
}

/** The decision in a pod's allocation, or null. */
export function allocationDecision(pod: KubePod): string | null {
  const allocation = allocationOf(pod)
  return allocation?.ok === true ? allocation.value.decision : null
}

/** Whether a decision made or bound this pod. */
export function isWorkOf(pod: KubePod, id: string): boolean {
  return pod.metadata.annotations?.[ANNOTATION_MADE_BY] === id || allocationDecision(pod) === id
}

/** On the way back: whether the pod is where it was before, because the step never got to ending it. */
export function neverLeft(pod: KubePod, request: CallRequest): boolean {
  const { uid, before } = request.step
  return (
    request.direction === 'back' &&
    pod.metadata.uid === uid &&
    pod.metadata.deletionTimestamp === undefined &&
    before !== null &&
    pod.spec.nodeName === before.host
  )
}

export function podPath(objectName: string, subresource = ''): string {
  const [namespace, name] = objectName.split('/')
  return `/api/v1/namespaces/${namespace}/pods/${name}${subresource === '' ? '' : `/${subresource}`}`
}

/** Reads a pod from the server. */
export async function readPod(
  view: ClusterView,
  objectName: string,
  signal: AbortSignal,
): Promise<ApiResult<KubePod | null>> {
  const read = await view.client.request<KubePod>({ method: 'GET', path: podPath(objectName), signal })
  return !read.ok && read.error.kind === 'notFound' ? { ok: true, value: null } : read
}

/** `?dryRun=All` where the call is to change nothing. */
export function dryRunQuery(request: Pick<CallRequest, 'dryRun'>, other = ''): string {
  const words = [other, request.dryRun === 'server' ? 'dryRun=All' : ''].filter((word) => word !== '')
  return words.length === 0 ? '' : `?${words.join('&')}`
}
