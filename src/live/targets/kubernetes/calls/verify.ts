import type { CallOutcome, CallRequest } from '../../target.ts'
import type { ApiResult } from '../api/api-error.ts'
import { listAll } from '../api/api-list.ts'
import type { ClusterView } from '../cluster-view.ts'
import { PODS } from '../collections.ts'
import { clashOnHost } from '../facts/clash-on-host.ts'
import type { KubePod } from '../objects.ts'
import { outcomeOf } from './outcome.ts'
import { allocationDecision, decisionId, holdingWanted, neverLeft, podToBind } from './subject.ts'

/** How long the watch may take to show a write of ours before the host's pods are listed instead. */
const WATCH_LAG_MS = 3000

/**
 * Looks at the host again after a write: the server takes any number of pods on a Node, and Nodes that are gone. The
 * pods are those of the watch once it has shown our own write, so none is older than that; the Node is asked for.
 */
export async function verify(view: ClusterView, request: CallRequest): Promise<CallOutcome> {
  if (request.dryRun === 'server') return { kind: 'done', detail: 'nothing was written' }
  const subject = podToBind(request)
  if (subject === null) return { kind: 'refused', reason: 'the pod to verify was not made' }
  const { host, ip } = holdingWanted(request)
  const id = decisionId(request)
  const clash = (reason: string): CallOutcome => ({ kind: 'clash', host, reason })
  const [pods, state] = await Promise.all([
    podsOnHost(view, subject.objectName, (pod) => isShown(pod, subject.uid, request), host, request.signal),
    view.nodeLook.look(host),
  ])
  if (!state.ok) return outcomeOf(state.error, `reading node ${host}`)
  if (state.value === 'gone') return clash(`${host} is gone`)
  if (state.value === 'other-writer') return clash(`${host} names another writer than ${view.writer} now`)
  if (state.value === 'not-ready') return clash(`${host} is not ready any more`)
  if (!pods.ok) return outcomeOf(pods.error, `listing the pods of ${host}`)
  const mine = pods.value.find((pod) => pod.metadata.uid === subject.uid)
  if (mine === undefined) return clash(`${subject.objectName} was deleted or moved by somebody else`)
  if (mine.metadata.deletionTimestamp !== undefined) return clash(`${subject.objectName} is being deleted`)
  if (allocationDecision(mine) !== id && !neverLeft(mine, request))
    return clash(`the allocation of ${subject.objectName} was written over`)
  const node = view.nodes.get(host)
  const facts = node === null ? null : view.hostOf(node)
  // The watches may be a little behind: then the facts come with the next look.
  if (facts === null) return { kind: 'wait', reason: `the facts of ${host} are not there yet`, afterMs: 200 }
  if (!facts.ok) return clash(`the facts of ${host} are not understood: ${facts.faults[0].path}`)
  const elsewhere = view.pods.withAddress(ip)
  const found = clashOnHost(facts.value, pods.value, mine, elsewhere)
  return found === null ? { kind: 'done' } : clash(found)
}

/** Whether the watch has come as far as our own write to the pod. */
function isShown(pod: KubePod, uid: string, request: CallRequest): boolean {
  if (pod.metadata.uid !== uid || pod.spec.nodeName !== holdingWanted(request).host) return false
  return allocationDecision(pod) === decisionId(request) || neverLeft(pod, request)
}

/** The pods on a host, from the watch when it has shown our write, else from a list. */
async function podsOnHost(
  view: ClusterView,
  objectName: string,
  hasShown: (pod: KubePod) => boolean,
  host: string,
  signal: AbortSignal,
): Promise<ApiResult<readonly KubePod[]>> {
  if (view.isFollowing) {
    const question = (): true | undefined => {
      const pod = view.pods.get(objectName)
      return pod !== null && hasShown(pod) ? true : undefined
    }
    const shown = await view.pods.waitFor(objectName, question, WATCH_LAG_MS, signal)
    if (shown === true) return { ok: true, value: view.pods.onNode(host) }
  }
  const query = { fieldSelector: `spec.nodeName=${host}` }
  const listed = await listAll(view.client, PODS, query, signal)
  return listed.ok ? { ok: true, value: listed.value.items } : listed
}
