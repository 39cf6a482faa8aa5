import type { HoldingWords } from '../../model/decision.ts'
import type { Plan, PlanStep, StepStatus } from '../../model/plan.ts'

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
    const { state, closed, direction } = plan.status
    if (closed || name === except || state === 'draft' || state === 'proposed') continue
    plan.spec.steps.forEach((step, i) => {
      const { before, after, pod } = step
      const status = plan.status.steps[i]
      if (before !== null && hasFreed(status)) {
        reservations.push({ name: `reserved/${name}/${pod}`, step, holding: before })
      }
      if (after !== null && direction === 'forward' && mayStillTake(status)) {
        reservations.push({ name: `claimed/${name}/${pod}`, step, holding: after })
      }
    })
  }
  return reservations
}

function hasFreed({ state }: StepStatus): boolean {
  return state !== 'waiting' && state !== 'undone'
}

function mayStillTake({ state }: StepStatus): boolean {
  return state === 'waiting' || state === 'applying' || state === 'failed'
}
