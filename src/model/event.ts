import type { HoldingWords } from './decision.ts'
import type { Taint } from './kube/node.ts'
import type { PodRequest } from './request.ts'

/**
 * What happened, in the order the engine observed it; one line each in `events.ndjson`, keys in the order below.
 * Events of one `atUs` precede the decisions of that `atUs`. The engine sees nothing but these, so a recording
 * replays from `fleet.json` and this file alone.
 */
export type Event =
  | ComponentDeclared
  | PodRequested
  | PodResizeRequested
  | PodReleaseRequested
  | PodMigrateRequested
  | PodReady
  | PodConfirmed
  | PodAdopted
  | PodForgotten
  | HostLost
  | HostRecovered
  | HostCordoned
  | HostUncordoned
  | HostForeign
  | HostTainted

/** Comes before the first pod of the component. Cpus, shared Cpus and MiB of `request` are only its starting size. */
export interface ComponentDeclared {
  readonly atUs: number
  readonly kind: 'component'
  readonly game: string
  readonly component: string
  readonly request: PodRequest
}

/**
 * A pod is wanted. Its name is unique for the run: `game/zone/component-ordinal`; on a live fleet it is what its owner
 * calls it, two to six lower-case words with slashes between.
 */
export interface PodRequested {
  readonly atUs: number
  readonly kind: 'request'
  readonly pod: string
  readonly game: string
  readonly zone: string
  readonly component: string
  /**
   * Name of the group it belongs to: of the pods asked for at one instant under one name either all get a place in one
   * round or none does. Left out: it is on its own. Throws for a batch pod, and while pods asked for earlier under the
   * name still wait.
   */
  readonly group?: string
  readonly cpus: number
  /** Left out when none is asked for. */
  readonly cpuMilli?: number
  readonly memoryMib: number
  readonly cause: RequestCause
}

/** A pod should have another size, named whole. One that holds nothing yet is simply asked for at the new size. */
export interface PodResizeRequested {
  readonly atUs: number
  readonly kind: 'resize'
  readonly pod: string
  readonly cpus: number
  /** Left out when none is asked for. */
  readonly cpuMilli?: number
  readonly memoryMib: number
  readonly cause: ResizeCause
}

/** A pod is no longer wanted, placed or not. */
export interface PodReleaseRequested {
  readonly atUs: number
  readonly kind: 'release'
  readonly pod: string
  readonly cause: ReleaseCause
}

/**
 * A placed pod should move off its host, to the best other one. Host, Cpus, VF and IP are chosen anew; what it held is
 * free from that decision on. When no other host fits it stays where it is and the request is refused and forgotten.
 */
export interface PodMigrateRequested {
  readonly atUs: number
  readonly kind: 'migrate'
  readonly pod: string
  readonly cause: MigrateCause
}

/** The pod's processes answer; confirms the placement. */
export interface PodReady {
  readonly atUs: number
  readonly kind: 'ready'
  readonly pod: string
}

/**
 * The scheduler's cache shows that the pod is bound (S7). What is assumed needs no confirmation to be kept; a scheduler
 * that books nothing before its cache shows it books the pod now. May come late, more than once, and in any order.
 */
export interface PodConfirmed {
  readonly atUs: number
  readonly kind: 'confirm'
  readonly pod: string
}

/**
 * A pod is found to hold something that this engine did not decide: it was there before, or a plan's freed holding is
 * kept for its rollback. The pod holds exactly this from now on and no decision is written for it: this line starts
 * the holding. Its size is that of the holding. Throws when any of it is held already or not there, when the pod is
 * known already, and when the host is down or was lost since the last round.
 */
export interface PodAdopted extends HoldingWords {
  readonly atUs: number
  readonly kind: 'adopt'
  readonly pod: string
  readonly game: string
  readonly zone: string
  readonly component: string
}

/**
 * A decided placement did not come about (the bind was refused or undone). What the pod holds is free from this event
 * on, so that others may be found to have it; the round's `release` line of cause `bind-failed` ends the holding in the
 * log, and the pod is wanted again (cause `recover`), keeping its place in time. Does nothing when it is not placed.
 */
export interface PodForgotten {
  readonly atUs: number
  readonly kind: 'forget'
  readonly pod: string
}

/** Everything on the host is gone. The engine releases its pods (`host-lost`) and wants each again (`recover`). */
export interface HostLost {
  readonly atUs: number
  readonly kind: 'host-lost'
  readonly host: string
}

export interface HostRecovered {
  readonly atUs: number
  readonly kind: 'host-recovered'
  readonly host: string
}

/** The host takes no new pod; what it holds stays. A second cordon changes nothing. */
export interface HostCordoned {
  readonly atUs: number
  readonly kind: 'cordon'
  readonly host: string
}

export interface HostUncordoned {
  readonly atUs: number
  readonly kind: 'uncordon'
  readonly host: string
}

/**
 * The host's taints from now on, in place of all before. Pods there that do not tolerate one of effect `NoExecute` are
 * asked to migrate (cause `taint`) in this round, unless they were asked already.
 */
export interface HostTainted {
  readonly atUs: number
  readonly kind: 'taint'
  readonly host: string
  readonly taints: readonly Taint[]
}

/**
 * What others than Berth use on the host, instead of what was said before: these Cpus and MiB are nobody's to give.
 * An empty list and map: nothing. Throws when a pod holds any of it, or the host has it not.
 */
export interface HostForeign {
  readonly atUs: number
  readonly kind: 'foreign'
  readonly host: string
  /** cpuset list form, '' for none. */
  readonly cpus: string
  /** MiB by NumaNode id; NumaNodes with none are left out. */
  readonly memoryMib: Readonly<Record<string, number>>
}

export type RequestCause = 'launch' | 'zone-open' | 'scale-up' | 'rollout' | 'plan'
export type ResizeCause = 'load' | 'plan'
export type ReleaseCause = 'scale-down' | 'zone-close' | 'game-end' | 'rollout' | 'plan' | 'gone'
export type MigrateCause = 'drain' | 'plan' | 'taint'
