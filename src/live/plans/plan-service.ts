import type { Fault } from '../../base/result.ts'
import type { Plan, PlanAction, PlanRequest, PlanSpec } from '../../model/plan.ts'
import type { CallOutcome, Direction } from '../targets/target.ts'

/**
 * All that is done with plans; the HTTP API and the command line call nothing else. Every action and refusal is a line
 * of the audit log, written in the transaction of what it is about.
 */
export interface PlanService {
  /** Makes a draft on a fresh snapshot. repeat: kept with it, for who asks again. */
  create(request: PlanRequest, author: string, repeat?: PlanRepeat | null): Promise<CreateOutcome>
  /** Every plan, newest first. */
  list(): readonly Plan[]
  get(name: string): Plan | null
  /** Resolves when the state has changed; applying then goes on by itself. */
  act(name: string, action: PlanAction, actor: string, options?: ActOptions): Promise<ActOutcome>
  /** Calls the listener with a plan whenever its status changed; returns what ends that. */
  subscribe(listener: (plan: Plan) => void): () => void
  /** Takes up again the plans that a crash left applying. Call once, before anything else. */
  start(): void
  /** Stops at the call, as a crash would, but cleanly: plans stay applying and are taken up by the next start. */
  close(): Promise<void>
}

/** By what a request is known when it is repeated. */
export interface PlanRepeat {
  /** The author's own. */
  readonly key: string
  /** sha256 of the request, lower-case hex. */
  readonly digest: string
}

export interface ActOptions {
  readonly reason?: string
  /** With `apply` only: what would be called (client), or what the target says to it (server). Changes nothing. */
  readonly dryRun?: 'client' | 'server'
  /** The revision that the actor has seen; another one is a conflict. */
  readonly ifRevision?: number
}

export type CreateOutcome =
  | { readonly kind: 'created'; readonly plan: Plan }
  /** The request names what is not there, or twice the same. */
  | { readonly kind: 'bad-input'; readonly faults: readonly Fault[] }
  /** A plan of that name exists. */
  | { readonly kind: 'conflict'; readonly reason: string }
  /** Nothing of it fits: the plan that would say so, which is not kept. */
  | { readonly kind: 'infeasible'; readonly spec: PlanSpec }
  | { readonly kind: 'unreachable'; readonly reason: string }

export type ActOutcome =
  | { readonly kind: 'done'; readonly plan: Plan }
  | { readonly kind: 'dry-run'; readonly plan: Plan; readonly calls: readonly DryCall[] }
  | { readonly kind: 'not-found'; readonly reason: string }
  /** The state does not allow it, or the revision is another. */
  | { readonly kind: 'conflict'; readonly reason: string; readonly plan: Plan }
  /** The fleet is no longer as observed; faults say where. */
  | { readonly kind: 'stale'; readonly faults: readonly Fault[]; readonly plan: Plan }
  /** rule: what forbids it. */
  | { readonly kind: 'denied'; readonly rule: string; readonly reason: string }
  | { readonly kind: 'unreachable'; readonly reason: string }

/** One call that applying would make. */
export interface DryCall {
  /** 0 for a cordon. */
  readonly step: number
  readonly direction: Direction
  readonly call: string
  /** What the target said; null for `client`, which does not ask it. */
  readonly outcome: CallOutcome | null
}

/** Who approves is not who wrote it, whatever the rules of access say. */
export const APPROVER_RULE = 'approver-is-not-author'
