import type { HoldingWords } from '../../../../model/decision.ts'
import { LABEL_WRITER } from '../../../../model/kube/words.ts'
import { formatAllocation } from '../../../../model/parse/allocation.ts'
import { FaultList } from '../../../../model/parse/faults.ts'
import type { CallOutcome, CallRequest } from '../../target.ts'
import type { ApiResult } from '../api/api-error.ts'
import type { ClusterView } from '../cluster-view.ts'
import { countCpus } from '../facts/held.ts'
import { sizeOfPod } from '../facts/pod-size.ts'
import type { KubeNode, KubePod } from '../objects.ts'
import { outcomeOf } from './outcome.ts'
import type { PodIdentity } from './subject.ts'
import {
  allocationDecision,
  decisionId,
  dryRunQuery,
  holdingWanted,
  neverLeft,
  podPath,
  podToBind,
  readPod,
} from './subject.ts'

/** Times a bind is tried on a pod that somebody writes to at the same time. */
const TRIES_MAX = 4

/**
 * Binds the pod to its host, the allocation in an annotation of the same write, on condition that the pod is the one
 * that was looked at. The first look is at the cache: when that is behind, the server refuses and the pod is read.
 */
export async function bind(view: ClusterView, request: CallRequest): Promise<CallOutcome> {
  const subject = podToBind(request)
  if (request.dryRun === 'server' && request.step.kind !== 'bind') {
    return { kind: 'done', detail: 'not checked: the pod to bind is not there yet' }
  }
  if (subject === null) {
    return { kind: 'refused', reason: 'the pod to bind was not made' }
  }
  const holding = holdingWanted(request)
  const writer = await checkWriter(view, holding.host, request)
  if (writer !== null) return writer
  const cached = view.pods.get(subject.objectName)
  let pod: KubePod | null = cached !== null && cached.metadata.uid === subject.uid ? cached : null
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    if (pod === null || tries > 0) {
      const read = await readPod(view, subject.objectName, request.signal)
      if (!read.ok) return outcomeOf(read.error, `reading ${subject.objectName}`)
      pod = read.value
    }
    if (pod !== null && neverLeft(pod, request)) return { kind: 'done', detail: 'it never left' }
    const found = look(pod, subject, holding, decisionId(request))
    if (found !== null) return found
    const bound = await post(view, request, pod as KubePod, holding)
    if (bound.ok) return { kind: 'done' }
    if (bound.error.kind !== 'conflict' && bound.error.kind !== 'notFound') {
      return outcomeOf(bound.error, `binding ${subject.objectName}`)
    }
    pod = null
  }
  return { kind: 'unreachable', reason: `${subject.objectName} was written to ${TRIES_MAX} times at the same time` }
}

/** Null when the pod can be bound as it is, else what was found instead. */
function look(pod: KubePod | null, subject: PodIdentity, holding: HoldingWords, id: string): CallOutcome | null {
  const { host } = holding
  const clash = (reason: string): CallOutcome => ({ kind: 'clash', host, reason: `${subject.objectName} ${reason}` })
  if (pod === null) return clash('was deleted by somebody else')
  if (pod.metadata.uid !== subject.uid) return clash('was deleted and made again by somebody else')
  const node = pod.spec.nodeName
  if (node !== undefined) {
    if (node === host && allocationDecision(pod) === id) return { kind: 'done', detail: 'found bound' }
    return clash(`was bound to ${node} by somebody else`)
  }
  if (pod.metadata.deletionTimestamp !== undefined) return clash('is being deleted by somebody else')
  const gates = pod.spec.schedulingGates ?? []
  if (gates.length > 0) {
    return { kind: 'wait', reason: `${subject.objectName} waits at gate ${gates[0].name}`, afterMs: 1000 }
  }
  const size = sizeOfPod(pod, '', new FaultList())
  const memoryMib = Object.values(holding.memoryMib).reduce((sum, amount) => sum + amount, 0)
  if (size.cpus === countCpus(holding) && size.memoryMib === memoryMib) return null
  return clash(`asks for ${size.cpus} Cpus and ${size.memoryMib} MiB now, not for what was decided`)
}

async function post(
  view: ClusterView,
  request: CallRequest,
  pod: KubePod,
  holding: HoldingWords,
): Promise<ApiResult<unknown>> {
  const { name, namespace, uid, resourceVersion } = pod.metadata
  const allocation = formatAllocation(holding, decisionId(request))
  const annotations = await view.nodeAgents.annotationsFor(pod, holding.host, allocation)
  const body = JSON.stringify({
    apiVersion: 'v1',
    kind: 'Binding',
    metadata: { name, namespace, uid, resourceVersion, annotations },
    target: { kind: 'Node', name: holding.host },
  })
  const path = `${podPath(`${namespace}/${name}`, 'binding')}${dryRunQuery(request)}`
  return view.client.request({ method: 'POST', path, body, signal: request.signal })
}

/** Null when this adapter is the one that may bind to the host: the server takes a binding to anything. */
async function checkWriter(view: ClusterView, host: string, request: CallRequest): Promise<CallOutcome | null> {
  let node = view.nodes.get(host)
  if (node === null) {
    const path = `/api/v1/nodes/${host}`
    const read = await view.client.request<KubeNode>({ method: 'GET', path, signal: request.signal })
    if (!read.ok && read.error.kind === 'notFound') return { kind: 'clash', host, reason: `${host} is gone` }
    if (!read.ok) return outcomeOf(read.error, `reading node ${host}`)
    node = read.value
  }
  const writer = node.metadata.labels?.[LABEL_WRITER]
  if (writer === view.writer) return null
  const named = writer === undefined ? 'names no writer' : `names ${writer} as its writer`
  return { kind: 'clash', host, reason: `${host} ${named}, not ${view.writer}` }
}
