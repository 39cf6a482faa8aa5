import type { PlanAction, PlanState } from '../../model/plan.ts'

/** What a person or program may do in each state, and what it leads to. What is not listed is a conflict. */
export const TRANSITIONS: Readonly<Record<PlanState, Readonly<Partial<Record<PlanAction, PlanState>>>>> = {
  draft: { propose: 'proposed', close: 'draft' },
  proposed: { withdraw: 'draft', approve: 'approved' },
  approved: { withdraw: 'draft', apply: 'applying' },
  applying: { pause: 'paused', halt: 'halted' },
  paused: { resume: 'applying', halt: 'halted', rollback: 'applying' },
  halted: { resume: 'applying', rollback: 'applying', close: 'halted' },
  applied: { rollback: 'applying', close: 'applied' },
  failed: { rollback: 'applying', close: 'failed' },
  'rolled-back': {},
}

/**
 * Where a plan gets by itself.
 *
 * applied      every step forward is done
 * halted       a clash, a refusal, a gate or a silent target stopped it; it can go on
 * rolled-back  every step back is done, or could not be undone as was said before approval
 * failed       a step that was to be undone could not be
 */
export const PROGRESS: Readonly<Partial<Record<PlanState, readonly PlanState[]>>> = {
  applying: ['applied', 'halted', 'rolled-back', 'failed'],
  // A step in hand when the pause came may still end in a clash.
  paused: ['halted'],
}

/** The state after an action; null when the state does not allow it. A closed plan allows none. */
export function stateAfter(state: PlanState, closed: boolean, action: PlanAction): PlanState | null {
  return closed ? null : (TRANSITIONS[state][action] ?? null)
}

/** Actions that a plan allows now, in the order of PLAN_ACTIONS. */
export function actionsOf(state: PlanState, closed: boolean): readonly PlanAction[] {
  return closed ? [] : (Object.keys(TRANSITIONS[state]) as PlanAction[])
}
