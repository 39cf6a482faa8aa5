import type { HoldingWords } from '../../model/decision.ts'
import type { Plan, PlanStatus, PlanStep, StepState } from '../../model/plan.ts'

/**
 * Something that an open plan keeps others from: what a step of it freed (its way back), or what a step of it will take
 * (its way on).
 */
export interface Reservation {
  /** `reserved/PLAN/POD` for what was freed, `claimed/PLAN/POD` for what will be taken. */
  readonly name: string
  readonly step: PlanStep
  readonly holding: HoldingWords
}

/** What all open plans but one reserve, by plan and step. A plan reserves nothing until it is approved. */
export function reservationsOf(plans: Iterable<Plan>, except: string | null): readonly Reservation[] {
  const reservations: Reservation[] = []
  for (const plan of plans) {
    const { name } = plan.metadata
    const { direction } = plan.status
    if (name === except || !keepsOff(plan.status)) continue
    plan.spec.steps.forEach((step, i) => {
      const { before, after, pod } = step
      const { state } = plan.status.steps[i]
      if (before !== null && hasFreed(state)) {
        reservations.push({ name: `reserved/${name}/${pod}`, step, holding: before })
      }
      if (after !== null && direction === 'forward' && isToDo(state)) {
        reservations.push({ name: `claimed/${name}/${pod}`, step, holding: after })
      }
    })
  }
  return reservations
}

/** Whether a plan is open and approved: only then does it keep others from anything. */
export function keepsOff({ state, closed }: Pick<PlanStatus, 'state' | 'closed'>): boolean {
  return !closed && state !== 'draft' && state !== 'proposed'
}

/** Whether a step of a plan on its way forward is still to be carried out, or to be ended. */
export function isToDo(state: StepState): boolean {
  return state === 'waiting' || state === 'applying' || state === 'failed'
}

/** Whether a step was begun and is not wholly taken back: it may have ended what its pod held before. */
export function hasFreed(state: StepState): boolean {
  return state !== 'waiting' && state !== 'undone'
}
