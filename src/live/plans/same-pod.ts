import type { Fault } from '../../base/result.ts'
import type { Plan, PlanStep, StepState } from '../../model/plan.ts'
import { hasFreed, isToDo, keepsOff } from './reservations.ts'

/**
 * Which pods a plan has yet to touch that another open plan has yet to touch as well, each with that plan: whichever
 * came second would find a pod that it was not decided on, and not every target would tell. Empty when there are none.
 *
 * plans  all of them; the plan itself may be among them
 */
export function samePodFaults(plan: Plan, plans: Iterable<Plan>): readonly Fault[] {
  const own = new Set(toDo(plan).map(({ step }) => step.pod))
  const faults: Fault[] = []
  for (const other of plans) {
    const { name } = other.metadata
    if (name === plan.metadata.name || !keepsOff(other.status)) continue
    for (const { step, state } of toDo(other)) {
      if (!own.has(step.pod)) continue
      const what = other.status.direction === 'back' ? `take its ${step.kind} back` : `${step.kind} it`
      const found = `${name} is to ${what}, step ${step.number}, ${state}`
      faults.push({ path: `pods.${step.pod}`, found, expected: 'no other open plan that has yet to touch it' })
    }
  }
  return faults
}

/** The steps of a plan that its way, forward or back, has yet to end. */
function toDo({ spec, status }: Plan): readonly { step: PlanStep; state: StepState }[] {
  return spec.steps.flatMap((step, i) => {
    const { state } = status.steps[i]
    const isLeft = status.direction === 'forward' ? isToDo(state) : hasFreed(state)
    return isLeft ? [{ step, state }] : []
  })
}
