import type { CreateIntent } from '../../model/plan.ts'
import type { PodRequest } from '../../model/request.ts'
import type { ObservedPod } from '../../model/snapshot.ts'

/** One thing asked of the engine, for one pod: an intent with what was observed of the pod. */
export type Asked =
  | { readonly kind: 'bind'; readonly pod: ObservedPod }
  | { readonly kind: 'create'; readonly name: string; readonly objectName: string; readonly intent: CreateIntent }
  | { readonly kind: 'resize'; readonly pod: HeldPod; readonly cpus: number; readonly memoryMib: number }
  | { readonly kind: 'release'; readonly pod: HeldPod }
  | { readonly kind: 'migrate'; readonly pod: HeldPod; readonly cause: 'plan' | 'drain' }

/** A pod that holds something. */
export type HeldPod = ObservedPod & { readonly holding: NonNullable<ObservedPod['holding']> }

/** The engine's name of the pod. */
export function podOf(asked: Asked): string {
  return asked.kind === 'create' ? asked.name : asked.pod.name
}

/** What the pod asks for when it is decided on; a profile given replaces that of pods to be placed. */
export function requestOf(asked: Asked, profile: string | undefined): PodRequest {
  const request = asked.kind === 'create' ? asked.intent.request : asked.pod.request
  const isPlaced = asked.kind === 'create' || asked.kind === 'bind'
  const size = asked.kind === 'create' ? request : asked.kind === 'resize' ? asked : asked.pod
  const { cpus, memoryMib } = size
  const named = isPlaced ? (profile ?? request.profile) : request.profile
  if (cpus === request.cpus && memoryMib === request.memoryMib && named === request.profile) return request
  return { ...request, cpus, memoryMib, profile: named }
}
