import type { DurationRange } from './scenario.ts'

export const ROLLOUT_CHANGES = ['image', 'config'] as const
export const ROLLOUT_MODES = ['in-place', 'replace'] as const

/**
 * A new version of one component goes out, place by place (gray rollout, S6, S20).
 *
 * change   image: pulled, then the processes start; config: a changed ConfigMap, they only start anew
 * mode     in-place: a pod starts anew where it is and keeps all it holds; replace: it is given up, a new one asked for
 */
export interface Rollout {
  readonly name: string
  /** Of these games, by name. */
  readonly games: readonly string[]
  readonly component: string
  readonly atUs: number
  readonly change: (typeof ROLLOUT_CHANGES)[number]
  /** What it brings, as an index into the registry's images; of a configuration, or without a registry, none. */
  readonly image?: number
  readonly mode: (typeof ROLLOUT_MODES)[number]
  /**
   * In place and without delivery, from a pod's stop to its readiness: pull, if any, and start. With delivery it takes
   * its stages, a new pod the delays or stages of new pods.
   */
  readonly takesUs: DurationRange
  /** So long before a pod stops no player is sent to it any more. */
  readonly drainUs: number
  /** Pods that are away for it at one time, at most. */
  readonly atOnce: number
  /** What is planted: of the pods of the new version, those that do not start; each goes back to the one before. */
  readonly failsPermille: number
  /** First the canary, if any, then the waves. */
  readonly steps: readonly RolloutStep[]
  readonly gate: RolloutGate
}

export interface RolloutStep {
  readonly name: string
  /** Pods that are there when the step begins; both empty: everywhere. */
  readonly regions: readonly string[]
  readonly idcs: readonly string[]
  /** Of those that have the version before, so many at most, and so many of a hundred, rounded up. */
  readonly podsMax: number
  readonly percent: number
  /** Until the next step begins. */
  readonly holdUs: number
}

/** What a step must keep; exceeded, the rollout is aborted and all pods go back. Left out: nothing. */
export interface RolloutGate {
  /** Of any pod, from its stop until its players find it again. */
  readonly awayUsMax?: number
  /** Of the pods of the step, those that failed, in thousandths. */
  readonly failuresPermille?: number
}
