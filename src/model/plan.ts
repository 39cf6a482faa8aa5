import type { Fault } from '../base/result.ts'
import type { DecisionLine, HoldingWords } from './decision.ts'
import type { PodRequest } from './request.ts'
import type { TargetRef } from './snapshot.ts'

/** Every state of a plan, in the order of its life. */
export const PLAN_STATES = [
  'draft',
  'proposed',
  'approved',
  'applying',
  'paused',
  'halted',
  'applied',
  'failed',
  'rolled-back',
] as const
export type PlanState = (typeof PLAN_STATES)[number]

/** What a person or program does to a plan. `live/plans/transitions.ts` has the table of what leads where. */
export const PLAN_ACTIONS = [
  'propose',
  'withdraw',
  'approve',
  'apply',
  'pause',
  'resume',
  'halt',
  'rollback',
  'close',
] as const
export type PlanAction = (typeof PLAN_ACTIONS)[number]

/** What a plan is made from: `kind: PlanRequest` as a file, or the body of `POST /api/plans`. */
export interface PlanRequest {
  readonly apiVersion: 'berth.dev/v1alpha1'
  readonly kind: 'PlanRequest'
  readonly metadata: { readonly name: string }
  readonly spec: {
    readonly intents: readonly PlanIntent[]
    /** Overrides the profile of every pod placed, or left out. */
    readonly profile?: string
    readonly waves?: WaveRule
    readonly gate?: HealthGate
  }
}

export type PlanIntent =
  /** Place unbound pods that name Berth as their scheduler: those named, or all. */
  | { readonly kind: 'bind'; readonly pods?: readonly string[] }
  | CreateIntent
  | { readonly kind: 'resize'; readonly pod: string; readonly cpus: number; readonly memoryMib: number }
  | { readonly kind: 'release'; readonly pod: string }
  | { readonly kind: 'migrate'; readonly pod: string }
  /** Cordon the host and migrate every pod of Berth off it. */
  | { readonly kind: 'drain'; readonly host: string }

/** Make pods that are not there yet. */
export interface CreateIntent {
  readonly kind: 'create'
  readonly game: string
  readonly zone: string
  readonly component: string
  readonly pods: readonly string[]
  readonly request: PodRequest
  /**
   * Kubernetes: the pod's template (metadata.labels, metadata.annotations, spec); ConfigMaps and Secrets are named in
   * it, their values are never read. Other targets take none.
   */
  readonly template?: Readonly<Record<string, unknown>>
}

/** The first wave has `canary` steps, each later one `size`. */
export interface WaveRule {
  readonly canary: number
  readonly size: number
}

/** After each wave: wait until its pods are healthy, at most `timeoutMs`, then `settleMs` more; else the plan halts. */
export interface HealthGate {
  readonly timeoutMs: number
  readonly settleMs: number
}

export const WAVES_DEFAULT: WaveRule = { canary: 1, size: 10 }
export const GATE_DEFAULT: HealthGate = { timeoutMs: 120_000, settleMs: 0 }

/** A plan: what was decided on what was observed, step by step, and how far it is. */
export interface Plan {
  readonly apiVersion: 'berth.dev/v1alpha1'
  readonly kind: 'Plan'
  readonly metadata: {
    readonly name: string
    readonly author: string
    readonly createdAtMs: number
  }
  readonly spec: PlanSpec
  readonly status: PlanStatus
}

/** Never changes once made; `digest` binds approval to it. */
export interface PlanSpec {
  readonly target: TargetRef
  readonly intents: readonly PlanIntent[]
  readonly engineVersion: string
  /** When the snapshot was taken that was decided on. */
  readonly observedAtMs: number
  /** Versions of every host and pod that a step touches, as observed: the plan is stale when one differs. */
  readonly observed: {
    readonly hosts: Readonly<Record<string, string>>
    readonly pods: Readonly<Record<string, string>>
  }
  readonly steps: readonly PlanStep[]
  /** Regions of the hosts that its steps touch and that it cordons, ascending: rules of access look at them. */
  readonly regions: readonly string[]
  /** What does not fit: the engine's own lines. */
  readonly refusals: readonly DecisionLine[]
  /** Hosts cordoned before the first step (drain). */
  readonly cordon: readonly string[]
  readonly waves: readonly Wave[]
  readonly gate: HealthGate
  /** sha256 of all other fields of the spec, in the canonical text of `live/plans/canonical.ts`. */
  readonly digest: string
}

export type StepKind = 'bind' | 'create' | 'resize' | 'release' | 'migrate'

export interface PlanStep {
  /** From 1, in the order in which they are carried out. */
  readonly number: number
  readonly kind: StepKind
  readonly pod: string
  /** Target's own name of the pod, `namespace/name`; equal to `pod` where the target has none of its own. */
  readonly objectName: string
  /** Identity of the pod as observed; null for one that is to be created. */
  readonly uid: string | null
  /** The engine's decision behind the step: `place`, `resize`, `release` or `migrate`. */
  readonly decision: DecisionLine
  readonly before: HoldingWords | null
  readonly after: HoldingWords | null
  /** Null when it can be undone exactly; else why not (a release of a running process, a pod somebody else owns …). */
  readonly irreversible: string | null
  readonly template?: Readonly<Record<string, unknown>>
  /** What the pod asks for, so that a holding kept for rollback can be told to an engine. */
  readonly game: string
  readonly zone: string
  readonly component: string
  readonly request: PodRequest
}

export interface Wave {
  readonly name: string
  /** Numbers of its steps, ascending. */
  readonly steps: readonly number[]
}

export const STEP_STATES = ['waiting', 'applying', 'applied', 'failed', 'undoing', 'undone', 'not-undone'] as const
export type StepState = (typeof STEP_STATES)[number]

export interface StepStatus {
  readonly number: number
  readonly state: StepState
  /** The call in hand or the last one made, such as `bind` or `verify`; '' before the first. */
  readonly call: string
  /** Why it failed or waits; '' when all is well. */
  readonly reason: string
}

export interface PlanStatus {
  readonly state: PlanState
  /** Rises by one with every change of the status; the ETag of the plan. */
  readonly revision: number
  /** `back` while compensating decisions are applied. */
  readonly direction: 'forward' | 'back'
  readonly approver: string | null
  /** Index into spec.waves of the wave in hand, spec.waves.length when all are done. */
  readonly wave: number
  readonly steps: readonly StepStatus[]
  /** Why the plan stands as it does; '' when there is nothing to say. */
  readonly reason: string
  readonly clashes: readonly PlanClash[]
  /** Differences found when it was refused as stale. */
  readonly stale: readonly Fault[]
  /** What the plan freed stays reserved until it is closed. */
  readonly closed: boolean
  readonly history: readonly PlanChange[]
}

export interface PlanClash {
  readonly step: number
  readonly host: string
  readonly detail: string
  readonly compensated: boolean
}

export interface PlanChange {
  readonly atMs: number
  readonly actor: string
  readonly action: PlanAction | 'create' | 'progress'
  readonly from: PlanState | null
  readonly to: PlanState
  readonly reason: string
}
