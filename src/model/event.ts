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
  | PodReady
  | HostLost
  | HostRecovered

/** Comes before the first pod of the component. `request.cpus` and `request.memoryMib` are only its starting size. */
export interface ComponentDeclared {
  readonly atUs: number
  readonly kind: 'component'
  readonly game: string
  readonly component: string
  readonly request: PodRequest
}

/** A pod is wanted. Its name is unique for the run: `game/zone/component-ordinal`. */
export interface PodRequested {
  readonly atUs: number
  readonly kind: 'request'
  readonly pod: string
  readonly game: string
  readonly zone: string
  readonly component: string
  readonly cpus: number
  readonly memoryMib: number
  readonly cause: RequestCause
}

/** A pod should have another size. One that holds nothing yet is simply asked for at the new size. */
export interface PodResizeRequested {
  readonly atUs: number
  readonly kind: 'resize'
  readonly pod: string
  readonly cpus: number
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

/** The pod's processes answer; confirms the placement. */
export interface PodReady {
  readonly atUs: number
  readonly kind: 'ready'
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

export type RequestCause = 'launch' | 'zone-open' | 'scale-up'
export type ResizeCause = 'load'
export type ReleaseCause = 'scale-down' | 'zone-close' | 'game-end'
