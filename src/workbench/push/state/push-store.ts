import { createStore } from 'zustand/vanilla'
import type { AgentHealth, Me, PlanHead, Problem, TargetAnswer } from '../../../model/api.ts'
import type { Plan, PlanAction } from '../../../model/plan.ts'
import type { Following } from '../api/follow-plan.ts'
import type { LiveFleet } from '../picture/live-fleet.ts'

/** Whether somebody is signed in, and if not, why. */
export type SessionPhase = 'checking' | 'signed-in' | 'signed-out' | 'no-api' | 'offline'

export interface SessionStore {
  readonly phase: SessionPhase
  readonly me: Me | null
  /** Why a token was not taken. */
  readonly problem: Problem | null
}

export const sessionStore = createStore<SessionStore>(() => ({ phase: 'checking', me: null, problem: null }))

/** What failed, and what the person was doing. */
export interface PushProblem {
  readonly doing: string
  readonly problem: Problem
}

/** What the server said last. Nothing here is guessed or hoped. */
export interface PushStore {
  readonly target: TargetAnswer | null
  readonly live: LiveFleet | null
  /** A snapshot is being taken because a person asked. */
  readonly isRefreshing: boolean
  /** Agents that have joined, by host, as the server last saw them. */
  readonly agents: ReadonlyMap<string, AgentHealth> | null
  readonly plans: readonly PlanHead[] | null
  readonly plan: Plan | null
  /** The server has no plan of the name in the address. */
  readonly isMissing: boolean
  readonly following: Following
  /** The action that waits for its answer. */
  readonly acting: PlanAction | 'create' | 'dry-run' | null
  readonly problem: PushProblem | null
  /** Whether the last call reached the server at all. */
  readonly isOnline: boolean
}

export const NOTHING_YET: PushStore = {
  target: null,
  live: null,
  isRefreshing: false,
  agents: null,
  plans: null,
  plan: null,
  isMissing: false,
  following: 'cut',
  acting: null,
  problem: null,
  isOnline: true,
}

export const pushStore = createStore<PushStore>(() => NOTHING_YET)
