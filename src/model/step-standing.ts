import type { PlanStatus, StepState, StepStatus } from './plan.ts'

/** How a step stands for who looks at it: `stopped` is one that was begun and that nobody carries on now. */
export type StepStanding = StepState | 'stopped'

/**
 * How a step of a plan stands. Its own state says how far it is and stays as it is when the plan stops at a call: the
 * next run takes it up there. A pause lets the step in hand end. On the way back nobody carries a step forward.
 *
 * plan  the status that the step is of
 */
export function standingOf({ state }: StepStatus, plan: Pick<PlanStatus, 'state' | 'direction'>): StepStanding {
  if (state !== 'applying' && state !== 'undoing') return state
  const isMoving = plan.state === 'applying' || plan.state === 'paused'
  return isMoving && (state === 'undoing' || plan.direction === 'forward') ? state : 'stopped'
}

/** The same in words, with the call that a stopped step stands at: `stopped at bind`, `stopped undoing at release`. */
export function standingWords(step: StepStatus, plan: Pick<PlanStatus, 'state' | 'direction'>): string {
  const standing = standingOf(step, plan)
  if (standing !== 'stopped') return standing
  const way = step.state === 'undoing' ? 'stopped undoing' : 'stopped'
  return step.call === '' ? way : `${way} at ${step.call}`
}
