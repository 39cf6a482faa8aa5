import type { Fault } from '../base/result.ts'
import type { PlanState, StepState } from './plan.ts'
import type { TargetRef } from './snapshot.ts'

/** What a token may be for. Roles add up; `access.cedar` says what each may do. */
export const ROLES = ['author', 'approver', 'operator', 'reader', 'admin'] as const
export type Role = (typeof ROLES)[number]

/** What rules of access decide on. `apply` covers pause, resume, halt, rollback and close too. */
export const ACCESS_ACTIONS = ['read', 'author', 'approve', 'apply', 'administer'] as const
export type AccessAction = (typeof ACCESS_ACTIONS)[number]

/** Who asks. An empty list of games or regions is no limit. */
export interface Subject {
  readonly name: string
  readonly roles: readonly Role[]
  readonly games: readonly string[]
  readonly regions: readonly string[]
}

/** `GET /api/me`. */
export interface Me extends Subject {
  /** What the subject may do to a plan of somebody else within its games and regions. */
  readonly may: Readonly<Record<AccessAction, boolean>>
}

/** The reason of a target that nobody has asked for a snapshot yet. */
export const NOT_ASKED = 'not asked yet'
/** Why there is no snapshot of a target whose hosts have agents, before the first of them has joined. */
export const NO_AGENT_YET = 'no agent has joined yet'

/** `GET /api/target`. */
export interface TargetAnswer {
  readonly target: TargetRef
  readonly answers: boolean
  /** Why it does not answer; '' when it does, NOT_ASKED when that is not known yet. */
  readonly reason: string
  /** When the last snapshot was taken; null before the first. */
  readonly observedAtMs: number | null
}

/** One of `GET /api/hosts`, which answers `{hosts: HostHealth[]}`, by name: hosts of the last snapshot, and agents. */
export interface HostHealth {
  readonly host: string
  /** Null: it is not in the last snapshot. */
  readonly ready: boolean | null
  readonly cordoned: boolean | null
  /** Null: no agent has joined from there. */
  readonly agent: AgentHealth | null
}

/** What the adapter knows of one agent. */
export interface AgentHealth {
  readonly address: string
  /** Null: it has not said yet. */
  readonly version: string | null
  /** When it last answered; null: not since the adapter started. */
  readonly lastSeenMs: number | null
  /** Why it did not answer the last time; '' when it did. */
  readonly reason: string
  /** Pods that are not on what was decided, as it last said. */
  readonly drifted: number
  /** Of a Kubernetes Node; null: a plain host, or not known yet. */
  readonly node: NodeHealth | null
}

export interface NodeHealth {
  /** Whether the agent is a plugin of a container runtime now. */
  readonly isConnected: boolean
  /** The Cpus that pods without an allocation are fenced to, list form. */
  readonly sharedCpus: string
  readonly kubeletPolicy: string | null
  /** Why what is no pod, as system daemons, is not held to those Cpus; '' when it is. */
  readonly unfenced: string
}

/** One of `GET /api/plans`, which answers `{plans: PlanHead[]}`, newest first. */
export interface PlanHead {
  readonly name: string
  readonly author: string
  readonly approver: string | null
  readonly createdAtMs: number
  readonly target: TargetRef
  readonly state: PlanState
  readonly revision: number
  readonly reason: string
  readonly closed: boolean
  readonly wave: number
  readonly waveCount: number
  readonly stepCount: number
  /** Steps in each state; states without any are left out. */
  readonly steps: Readonly<Partial<Record<StepState, number>>>
  readonly refusalCount: number
  readonly clashCount: number
  /** Ascending. */
  readonly games: readonly string[]
  readonly regions: readonly string[]
}

/** Body of every refusal (RFC 9457, `application/problem+json`). */
export interface Problem {
  /** `about:blank`, or `urn:berth:problem:WORD` where a program may want to tell it apart. */
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  /** Every fault of what was sent, or every difference that makes a plan stale. */
  readonly reasons?: readonly Fault[]
  /** Of a 403: the id of the rule that forbids, or `no rule allows` and which role would by which rule. */
  readonly rule?: string
  /** Of a 401 while a role that plans need is nobody's: how its tokens are made, one line each. */
  readonly firstSteps?: readonly string[]
}
