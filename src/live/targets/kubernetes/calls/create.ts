import { ANNOTATION_MADE_BY, FIELD_MANAGER } from '../../../../model/kube/words.ts'
import type { CallOutcome, CallRequest } from '../../target.ts'
import { APPLY_PATCH } from '../api/api-client.ts'
import type { ApiResult } from '../api/api-error.ts'
import type { ClusterView } from '../cluster-view.ts'
import { isFinished, type KubePod } from '../objects.ts'
import { outcomeOf } from './outcome.ts'
import { decisionId, dryRunQuery, isWorkOf, memoMade, neverLeft, podPath, readPod } from './subject.ts'
import { podOfTemplate } from './template.ts'

type Loose = Readonly<Record<string, unknown>>

/**
 * Makes the pod of a step: from its template, from the manifest kept of a bare pod, or by waiting until the
 * controller of the pod that was ended has made another.
 */
export async function create(view: ClusterView, request: CallRequest): Promise<CallOutcome> {
  const { step, memo } = request
  if (step.kind === 'create' && request.direction === 'forward') return apply(view, request, podOfTemplate(step))
  if (request.dryRun === 'server') return { kind: 'done', detail: 'not checked: the pod is still there' }
  if (typeof memo['controller'] === 'string') return awaitController(view, request, memo['controller'])
  const manifest = memo['manifest'] as Loose | undefined
  if (manifest === undefined) return { kind: 'refused', reason: `no manifest of ${step.objectName} was kept` }
  return apply(view, request, manifest)
}

/** Applies a pod that is not there yet; one of that name is somebody else's unless this very step made it. */
export async function apply(view: ClusterView, request: CallRequest, pod: Loose): Promise<CallOutcome> {
  const { objectName } = request.step
  const id = decisionId(request)
  const read = await readPod(view, objectName, request.signal)
  if (!read.ok) return outcomeOf(read.error, `reading ${objectName}`)
  if (read.value !== null) return known(read.value, request, id)
  const applied = await post(view, request, marked(pod, id))
  if (!applied.ok) return outcomeOf(applied.error, `creating ${objectName}`)
  return request.dryRun === 'server' ? { kind: 'done' } : { kind: 'done', memo: memoMade(request, applied.value) }
}

function known(pod: KubePod, request: CallRequest, id: string): CallOutcome {
  const { objectName, after, before } = request.step
  if (isWorkOf(pod, id)) return { kind: 'done', memo: memoMade(request, pod), detail: 'found made' }
  if (neverLeft(pod, request)) return { kind: 'done', memo: memoMade(request, pod), detail: 'it never left' }
  if (pod.metadata.uid === request.step.uid && pod.metadata.deletionTimestamp !== undefined) {
    return { kind: 'wait', reason: `${objectName} is still ending`, afterMs: 500 }
  }
  const host = (after ?? before)?.host ?? ''
  return { kind: 'clash', host, reason: `a pod ${objectName} of somebody else is there already` }
}

function post(view: ClusterView, request: CallRequest, pod: Loose): Promise<ApiResult<KubePod>> {
  const query = dryRunQuery(request, `fieldManager=${FIELD_MANAGER}&force=false`)
  const path = `${podPath(request.step.objectName)}${query}`
  const body = JSON.stringify(pod)
  return view.client.request({ method: 'PATCH', path, body, contentType: APPLY_PATCH, signal: request.signal })
}

/** A pod with the decision that makes it written on it. */
function marked(pod: Loose, id: string): Loose {
  const metadata = pod['metadata'] as Loose
  const annotations = { ...(metadata['annotations'] as Loose | undefined), [ANNOTATION_MADE_BY]: id }
  return { ...pod, metadata: { ...metadata, annotations } }
}

/** The pod of the same engine's name that a controller made after the one that was ended. */
function awaitController(view: ClusterView, request: CallRequest, controller: string): CallOutcome {
  const { pod: name, uid } = request.step
  const found = view.pods.named(name).find((pod) => {
    const isAnother = pod.metadata.uid !== uid || neverLeft(pod, request)
    return isAnother && pod.metadata.deletionTimestamp === undefined && !isFinished(pod)
  })
  if (found !== undefined) return { kind: 'done', memo: memoMade(request, found) }
  return { kind: 'wait', reason: `${controller} has not made ${name} again yet`, afterMs: 500 }
}
