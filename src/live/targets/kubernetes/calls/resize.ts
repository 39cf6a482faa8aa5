import { formatCpuList } from '../../../../base/cpu-list.ts'
import type { HoldingWords } from '../../../../model/decision.ts'
import { formatAllocation, parseAllocation } from '../../../../model/parse/allocation.ts'
import { FaultList } from '../../../../model/parse/faults.ts'
import { ANNOTATION_ALLOCATION } from '../../../../model/signed-allocation.ts'
import type { CallOutcome, CallRequest } from '../../target.ts'
import { MERGE_PATCH, STRATEGIC_PATCH } from '../api/api-client.ts'
import type { ApiResult } from '../api/api-error.ts'
import type { ClusterView } from '../cluster-view.ts'
import { countCpus, cpusOf } from '../facts/held.ts'
import { sizeOfPod } from '../facts/pod-size.ts'
import { memoryMibOf, milliCpusOf } from '../facts/quantity.ts'
import type { KubePod } from '../objects.ts'
import { outcomeOf } from './outcome.ts'
import { decisionId, dryRunQuery, holdingWanted, podPath, readPod } from './subject.ts'

/**
 * Resizes a bound pod. The allocation is written first, and covers both what the pod had and what it is to have; then
 * the Node's agent puts the containers on it; then the spec. So at no time does a spec say more than its allocation,
 * and nothing that a kubelet may still use is free: what a shrink leaves is given up by await-resize, once the kubelet
 * has said so.
 */
export async function resize(view: ClusterView, request: CallRequest): Promise<CallOutcome> {
  const { objectName, uid } = request.step
  const wanted = holdingWanted(request)
  const clash = (reason: string): CallOutcome => ({
    kind: 'clash',
    host: wanted.host,
    reason: `${objectName} ${reason}`,
  })
  const read = await readPod(view, objectName, request.signal)
  if (!read.ok) return outcomeOf(read.error, `reading ${objectName}`)
  let pod = read.value
  if (pod === null || pod.metadata.uid !== uid) return clash('was deleted by somebody else')
  if (pod.metadata.deletionTimestamp !== undefined) return clash('is being deleted by somebody else')
  const held = parseAllocation(pod.metadata.annotations?.[ANNOTATION_ALLOCATION] ?? '')
  if (pod.spec.nodeName !== wanted.host || !held.ok) return clash(`is not bound to ${wanted.host} by Berth any more`)
  const id = decisionId(request)
  if (held.value.decision !== id) {
    const covering = coveringHolding(held.value.holding, wanted)
    const written = await writeAllocation(view, request, pod, covering)
    if (!written.ok) return outcomeOf(written.error, `writing the allocation of ${objectName}`)
    pod = written.value
  }
  if (request.dryRun !== 'server') {
    const untold = await view.nodeAgents.tell(pod, wanted.host, request.signal)
    if (untold !== null) return untold
  }
  const size = sizeOfPod(pod, '', new FaultList())
  if (size.cpus === countCpus(wanted) && size.memoryMib === memoryMibHeld(wanted)) {
    return { kind: 'done', memo: memoOf(request, pod), detail: 'found resized' }
  }
  const resized = await writeSpec(view, request, pod, wanted)
  if (!resized.ok) return outcomeOf(resized.error, `resizing ${objectName}`)
  return { kind: 'done', memo: memoOf(request, resized.value) }
}

/** The generation of the spec that the kubelet is to answer. */
function memoOf(request: CallRequest, pod: KubePod): Record<string, unknown> {
  if (request.dryRun === 'server') return {}
  return { [request.direction === 'forward' ? 'generation' : 'generationBack']: pod.metadata.generation ?? 0 }
}

export function generationAwaited(request: CallRequest): number {
  return Number(request.memo[request.direction === 'forward' ? 'generation' : 'generationBack'] ?? 0)
}

export function memoryMibHeld(holding: HoldingWords): number {
  return Object.values(holding.memoryMib).reduce((sum, amount) => sum + amount, 0)
}

/** The least holding that is enough for both. */
export function coveringHolding(from: HoldingWords, to: HoldingWords): HoldingWords {
  const cpus = [...new Set([...cpusOf(from.cpus), ...cpusOf(to.cpus)])].sort((a, b) => a - b)
  const numas = [...new Set([...Object.keys(from.memoryMib), ...Object.keys(to.memoryMib)])].sort()
  const memory = numas.map((id) => [id, Math.max(from.memoryMib[id] ?? 0, to.memoryMib[id] ?? 0)] as const)
  return { ...to, cpus: formatCpuList(cpus), memoryMib: Object.fromEntries(memory) }
}

/** Writes an allocation over the one that was read, on condition that nobody wrote to the pod meanwhile. */
export async function writeAllocation(
  view: ClusterView,
  request: CallRequest,
  pod: KubePod,
  holding: HoldingWords,
): Promise<ApiResult<KubePod>> {
  const { uid, resourceVersion } = pod.metadata
  const allocation = formatAllocation(holding, decisionId(request))
  const annotations = await view.nodeAgents.annotationsFor(pod, holding.host, allocation)
  const path = `${podPath(request.step.objectName)}${dryRunQuery(request)}`
  const body = JSON.stringify({ metadata: { uid, resourceVersion, annotations } })
  return view.client.request({ method: 'PATCH', path, body, contentType: MERGE_PATCH, signal: request.signal })
}

function writeSpec(
  view: ClusterView,
  request: CallRequest,
  pod: KubePod,
  wanted: HoldingWords,
): Promise<ApiResult<KubePod>> {
  const path = `${podPath(request.step.objectName, 'resize')}${dryRunQuery(request)}`
  const { uid } = pod.metadata
  const body = JSON.stringify({ metadata: { uid }, spec: { containers: [resizedContainer(pod, wanted)] } })
  return view.client.request({ method: 'PATCH', path, body, contentType: STRATEGIC_PATCH, signal: request.signal })
}

/** The container with the most Cpus takes the whole change: the game's own, beside smaller ones. */
function resizedContainer(pod: KubePod, wanted: HoldingWords): Record<string, unknown> {
  const size = sizeOfPod(pod, '', new FaultList())
  const requestOf = (name: 'cpu' | 'memory', i: number): string | number => {
    return pod.spec.containers[i].resources?.requests?.[name] ?? 0
  }
  let main = 0
  for (let i = 1; i < pod.spec.containers.length; i++) {
    if ((milliCpusOf(requestOf('cpu', i)) ?? 0) > (milliCpusOf(requestOf('cpu', main)) ?? 0)) main = i
  }
  const cpus = (milliCpusOf(requestOf('cpu', main)) ?? 0) / 1000 + countCpus(wanted) - size.cpus
  const memoryMib = (memoryMibOf(requestOf('memory', main)) ?? 0) + memoryMibHeld(wanted) - size.memoryMib
  const amounts = { cpu: String(cpus), memory: `${memoryMib}Mi` }
  return { name: pod.spec.containers[main].name, resources: { requests: amounts, limits: amounts } }
}
