import type { PlanStep } from '../../model/plan.ts'
import type { Snapshot, TargetRef } from '../../model/snapshot.ts'

/**
 * The live adapter's one door to the outside world. Everything behind it can fail, lag and lie; nothing before it
 * knows Kubernetes or agents. A step is carried out as a list of calls, each journaled before and after, so a call must
 * be idempotent: it looks whether its effect is there already, by identity (uid, decision id), before it makes it.
 */
export interface Target {
  readonly ref: TargetRef
  /** A complete snapshot no older than this call. Throws TargetUnreachable. */
  snapshot(signal: AbortSignal): Promise<Snapshot>
  /** Names of the calls that carry out a step, in order; the list depends on the step and the direction alone. */
  callsOf(step: PlanStep, direction: Direction): readonly string[]
  /** Makes one call of a step, or finds it made. Never throws for what the outside world did. */
  call(request: CallRequest): Promise<CallOutcome>
  /** Cordons a host for a plan (drain), or takes that back. Idempotent. */
  cordon(host: string, on: boolean, context: CallContext): Promise<CallOutcome>
  /**
   * Tells of hosts on which something changed, as a watch shows it; returns what ends that. A target without a watch
   * tells nothing.
   */
  watchHosts(told: (host: string) => void): () => void
  /**
   * Numbers of those steps, applied by a plan, that somebody else's work seems to have got in the way of. Looks at
   * what a watch shows: the last call of such a step, made again, says for sure.
   */
  seemHit(steps: readonly PlanStep[], plan: string, signal: AbortSignal): Promise<readonly number[]>
  /** Whether the pods of the steps are healthy; null when all are, else what is waited for. */
  health(steps: readonly PlanStep[], signal: AbortSignal): Promise<string | null>
  close(): Promise<void>
}

export type Direction = 'forward' | 'back'

export interface CallContext {
  /** Name of the plan; part of what identifies a decision. */
  readonly plan: string
  /** `server`: asks the target to check and change nothing. */
  readonly dryRun: 'none' | 'server'
  readonly signal: AbortSignal
}

export interface CallRequest extends CallContext {
  readonly step: PlanStep
  readonly direction: Direction
  /** One of callsOf(step, direction). */
  readonly call: string
  /** What earlier calls of this step left for later ones, such as the uid of the pod made; survives a crash. */
  readonly memo: Memo
}

/** JSON values; never the value of a ConfigMap or Secret. */
export type Memo = Readonly<Record<string, unknown>>

export type CallOutcome =
  /** Done, or found done. memo: merged into the step's. */
  | { readonly kind: 'done'; readonly memo?: Memo; readonly detail?: string }
  /** Not yet; ask again in afterMs. */
  | { readonly kind: 'wait'; readonly reason: string; readonly afterMs: number }
  /** Somebody else's work is in the way (a foreign pod, a host gone, a pod bound by another): undo the step, halt. */
  | { readonly kind: 'clash'; readonly host: string; readonly reason: string }
  /** The target said no, and will again: halt. `infeasible` marks a resize answered so. */
  | { readonly kind: 'refused'; readonly reason: string; readonly infeasible?: boolean }
  /** No answer, or one that may pass (429, 5xx, reset): try again with backoff. afterMs: what the target asked for. */
  | { readonly kind: 'unreachable'; readonly reason: string; readonly afterMs?: number }

/** The target as a whole gives no answer. */
export class TargetUnreachable extends Error {}
