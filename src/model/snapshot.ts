import type { Fault } from '../base/result.ts'
import type { HoldingWords } from './decision.ts'
import type { ReleaseCause, RequestCause, ResizeCause } from './event.ts'
import type { Fleet } from './fleet.ts'
import type { PodRequest } from './request.ts'

export const TARGET_KINDS = ['kubernetes', 'agents', 'sandbox'] as const
export type TargetKind = (typeof TARGET_KINDS)[number]

/** Where decisions are carried out. */
export interface TargetRef {
  readonly kind: TargetKind
  /** Tells targets of one kind apart: the cluster's name in the kubeconfig, or a name the operator chose. */
  readonly name: string
}

/** The state of a live fleet at one instant, as a target reports it. Complete: what is not listed is not there. */
export interface Snapshot {
  readonly target: TargetRef
  /** Milliseconds since the Unix epoch at which the target was asked. */
  readonly observedAtMs: number
  readonly fleet: Fleet
  /** In the order of fleet.hosts. */
  readonly hosts: readonly ObservedHost[]
  /** Pods of Berth, by name (code units). */
  readonly pods: readonly ObservedPod[]
  /** Pods still bound to hosts that are not there any more, by name; left out when there are none. */
  readonly stranded?: readonly ObservedPod[]
  /** Two holders of one thing, found in what is observed. */
  readonly clashes: readonly Clash[]
  /** Hosts and pods that could not be understood and are left out, with what was expected of them. */
  readonly faults: readonly Fault[]
}

export interface ObservedHost {
  readonly name: string
  /**
   * Changes when something changes that a decision may depend on (facts, cordon, readiness, foreign use); not with
   * heartbeats.
   */
  readonly version: string
  readonly cordoned: boolean
  readonly ready: boolean
  /** What others than Berth use, as the engine's `foreign` event says it. */
  readonly foreign: { readonly cpus: string; readonly memoryMib: Readonly<Record<string, number>> }
  /** Names of the pods behind `foreign`, ascending, for a person to read. */
  readonly foreignPods: readonly string[]
}

export interface ObservedPod {
  /** The engine's name of the pod. */
  readonly name: string
  /** The target's own name, where it has one: `namespace/name`. */
  readonly objectName: string
  /** Identity that a pod of the same name made again does not share. */
  readonly uid: string
  /** Changes with every change of the pod that matters to a plan (size, host, allocation, deletion). */
  readonly version: string
  readonly game: string
  readonly zone: string
  readonly component: string
  /** What pods of its component ask for; cpus and memoryMib below are this pod's own. */
  readonly request: PodRequest
  readonly cpus: number
  readonly memoryMib: number
  readonly state: 'pending' | 'bound' | 'running' | 'terminating'
  /** Its owner does not let it be bound yet, by scheduling gates; left out when it may. */
  readonly isGated?: true
  /** Who makes another pod when this one is deleted, `ReplicaSet/logic-7c9`; left out when nobody does. */
  readonly owner?: string
  /** Null while it is on no host. */
  readonly holding: HoldingWords | null
  /** What its owner wants of a session (docs/PUSH.md "Sessions"); left out where nothing is said. */
  readonly wish?: PodWish
}

/**
 * Said by the pod's owner through the target: annotations `berth.dev/cause`, `/group`, `/resize`, `/release-cause` of a
 * pod.
 */
export interface PodWish {
  /** Get a place with so many pods of that name, this one among them, or none; `name` is unique in the target. */
  readonly group?: { readonly name: string; readonly pods: number }
  /** Why the pod was asked for. */
  readonly cause?: RequestCause
  /** Another size. `id` tells one asking from the next: what was refused is tried again under a new id only. */
  readonly resize?: {
    readonly id: string
    readonly cpus: number
    readonly memoryMib: number
    readonly cause: ResizeCause
  }
  /** Why it should go: a session then deletes it. A pod that is deleted without a word goes with cause `gone`. */
  readonly releaseCause?: ReleaseCause
}

/** Two holders of one thing, or more held than there is. */
export interface Clash {
  readonly host: string
  /** `cpus`, `memoryMib`, `diskMib`, `ioKibps`, `vf`, `ip`, `mac`, `volume` or `host` (the host is gone). */
  readonly resource: string
  /** Names of the pods that hold it, ascending; foreign ones as `foreign/NAMESPACE/NAME`. */
  readonly pods: readonly string[]
  /** One sentence for a person. */
  readonly detail: string
}
