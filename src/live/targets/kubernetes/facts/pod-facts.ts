import type { Fault } from '../../../../base/result.ts'
import {
  ANNOTATION_POD,
  ANNOTATION_REQUEST,
  LABEL_COMPONENT,
  LABEL_GAME,
  LABEL_ZONE,
  SCHEDULER_NAME,
} from '../../../../model/kube/words.ts'
import type { Allocation } from '../../../../model/parse/allocation.ts'
import { FaultList } from '../../../../model/parse/faults.ts'
import { faultsOfOwnPeers } from '../../../../model/parse/peers.ts'
import { parseRequest } from '../../../../model/parse/request-words.ts'
import type { PodRequest } from '../../../../model/request.ts'
import { ANNOTATION_ALLOCATION } from '../../../../model/signed-allocation.ts'
import type { ObservedPod } from '../../../../model/snapshot.ts'
import type { KubePod } from '../objects.ts'
import { controllerOf, isFinished, objectNameOf } from '../objects.ts'
import { allocationOf } from './allocation.ts'
import { countCpus } from './held.ts'
import { sizeOfPod } from './pod-size.ts'
import { podVersion } from './versions.ts'
import { wishOf } from './wish.ts'

/**
 * What a pod is to Berth.
 *
 * ours     it names Berth as its scheduler and is understood; `pod.holding` is null while it is on no host.
 *          `faults` then says what is odd but leaves it usable.
 * foreign  it runs on `host` and nobody knows on which Cpus: somebody else's, or one of ours that is not understood,
 *          whose use must still be counted
 * none     it holds nothing: finished, or on no host and not understood or not ours
 */
export type PodFacts =
  | {
      readonly kind: 'ours'
      readonly pod: ObservedPod
      readonly decision: string | null
      readonly faults: readonly Fault[]
    }
  | { readonly kind: 'foreign'; readonly host: string; readonly faults: readonly Fault[] }
  | { readonly kind: 'none'; readonly faults: readonly Fault[] }

const NONE: Exclude<PodFacts, { readonly kind: 'ours' }> = { kind: 'none', faults: [] }

/** The engine's name of a pod. */
export function podNameOf(pod: KubePod): string {
  return pod.metadata.annotations?.[ANNOTATION_POD] ?? objectNameOf(pod)
}

/** A pod as far as its host goes, without what only a snapshot tells. */
export type PodKind =
  | { readonly kind: 'ours'; readonly request: PodRequest; readonly allocation: Allocation | null }
  | Exclude<PodFacts, { readonly kind: 'ours' }>

/** What a pod is, and if it is ours what it asks for and holds. Pure; the same object gives the same kind. */
export function podKindOf(pod: KubePod): PodKind {
  if (isFinished(pod)) return NONE
  const host = pod.spec.nodeName
  if (pod.spec.schedulerName !== SCHEDULER_NAME)
    return host === undefined ? NONE : { kind: 'foreign', host, faults: [] }
  const path = `pods.${objectNameOf(pod)}`
  const faults = new FaultList()
  const request = requestOfPod(pod, path, faults)
  const allocation = host === undefined ? null : allocationOfPod(pod, path, faults)
  if (faults.isEmpty && request !== null) return { kind: 'ours', request, allocation }
  return host === undefined ? { kind: 'none', faults: faults.all } : { kind: 'foreign', host, faults: faults.all }
}

/** Reads one pod. Pure; the same object gives the same facts. */
export function podFactsOf(pod: KubePod): PodFacts {
  const found = podKindOf(pod)
  return found.kind === 'ours' ? oursOf(pod, found.request, found.allocation, `pods.${objectNameOf(pod)}`) : found
}

function oursOf(pod: KubePod, request: PodRequest, allocation: Allocation | null, path: string): PodFacts {
  const { name, namespace = '', uid, labels } = pod.metadata
  const { wish, faults: wishFaults } = wishOf(pod.metadata.annotations ?? {}, namespace, `${path}.annotations`)
  const faults: Fault[] = [...wishFaults]
  const { cpus, memoryMib } = sizeHeld(request, allocation)
  const owner = controllerOf(pod)
  if (cpus !== request.cpus || memoryMib !== request.memoryMib) {
    faults.push({
      path: `${path}.annotations.${ANNOTATION_ALLOCATION}`,
      found: `${cpus} Cpus and ${memoryMib} MiB`,
      expected: `${request.cpus} Cpus and ${request.memoryMib} MiB as its spec says: a resize is under way or broke off`,
    })
  }
  return {
    kind: 'ours',
    decision: allocation?.decision ?? null,
    faults,
    pod: {
      name: podNameOf(pod),
      objectName: `${namespace}/${name}`,
      uid,
      version: podVersion(pod),
      game: labels?.[LABEL_GAME] ?? namespace,
      zone: labels?.[LABEL_ZONE] ?? 'main',
      component: componentOf(pod),
      request: { ...request, cpus, memoryMib },
      cpus,
      memoryMib,
      state: stateOf(pod),
      ...(isGated(pod) ? { isGated: true } : {}),
      ...(owner === null ? {} : { owner }),
      holding: allocation?.holding ?? null,
      ...(wish === null ? {} : { wish }),
    },
  }
}

function componentOf({ metadata: { name, labels } }: KubePod): string {
  return labels?.[LABEL_COMPONENT] ?? (name.replace(/-[^-]*$/, '') || name)
}

/** The size that counts: what is held, else what is asked for. A resize under way holds more than the spec says. */
function sizeHeld(request: PodRequest, allocation: Allocation | null): { cpus: number; memoryMib: number } {
  if (allocation === null) return request
  const memoryMib = Object.values(allocation.holding.memoryMib).reduce((sum, amount) => sum + amount, 0)
  return { cpus: countCpus(allocation.holding), memoryMib }
}

function stateOf(pod: KubePod): ObservedPod['state'] {
  if (pod.metadata.deletionTimestamp !== undefined) return 'terminating'
  if (pod.spec.nodeName === undefined) return 'pending'
  return pod.status?.phase === 'Running' ? 'running' : 'bound'
}

function isGated({ spec }: KubePod): boolean {
  return spec.nodeName === undefined && (spec.schedulingGates ?? []).length > 0
}

function requestOfPod(pod: KubePod, path: string, faults: FaultList): PodRequest | null {
  const size = sizeOfPod(pod, path, faults)
  const words = parseRequest(pod.metadata.annotations?.[ANNOTATION_REQUEST])
  const at = `${path}.annotations.${ANNOTATION_REQUEST}`
  if (words.ok) {
    const own = faultsOfOwnPeers(componentOf(pod), words.value.peers ?? [], 'peers')
    if (own.length === 0) return { ...size, ...words.value }
    faults.addAll(own, at)
    return null
  }
  faults.addAll(words.faults, at)
  return null
}

function allocationOfPod(pod: KubePod, path: string, faults: FaultList): Allocation | null {
  const at = `${path}.annotations.${ANNOTATION_ALLOCATION}`
  const parsed = allocationOf(pod)
  if (parsed === null) {
    faults.add(at, 'nothing', `the allocation beside spec.nodeName ${pod.spec.nodeName}: it was bound by somebody else`)
    return null
  }
  if (!parsed.ok) {
    faults.addAll(parsed.faults, at)
    return null
  }
  const { host } = parsed.value.holding
  if (host === pod.spec.nodeName) return parsed.value
  faults.add(`${at}.host`, host, `${pod.spec.nodeName}, the node it is bound to`)
  return null
}
