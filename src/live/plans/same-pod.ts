import type { Fault } from '../../base/result.ts'
import type { Plan, PlanStep, StepState } from '../../model/plan.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { hasFreed, isToDo, keepsOff } from './reservations.ts'

/**
 * Which pods a plan has yet to touch that another open plan has yet to touch as well, each with that plan: whichever
 * came second would find a pod that it was not decided on, and not every target would tell. Empty when there are none.
 *
 * plans  all of them; the plan itself may be among them
 */
export function samePodFaults(plan: Plan, plans: Iterable<Plan>): readonly Fault[] {
  return othersOn(plan, new Set(toDo(plan).map(({ step }) => step.pod)), plans)
}

/**
 * Why a plan cannot be taken back now: a pod is on another host than this plan found or gave it, or another plan under
 * way has yet to touch it. The way back ends the pod where this plan put it, and no agent tells that it is elsewhere by
 * now: it would be on two hosts. Null when nothing is in the way, and on Kubernetes, where pods have uids.
 *
 * snapshot  null: nobody can say where pods are
 */
export function rollbackObstacle(plan: Plan, plans: Iterable<Plan>, snapshot: Snapshot | null): string | null {
  if (plan.spec.target.kind === 'kubernetes') return null
  const stateOf = ({ number }: PlanStep): StepState => plan.status.steps[number - 1].state
  const now = new Map(snapshot?.pods.map(({ name, holding }) => [name, holding?.host]))
  for (const { pod, before, after, number } of plan.spec.steps.filter((step) => stateOf(step) === 'applied')) {
    const host = now.get(pod)
    if (host === undefined || host === before?.host || host === after?.host) continue
    const own = [before, after].flatMap((holding) => (holding === null ? [] : [holding.host]))
    return `${pod} is on ${host} by now, and step ${number} is of ${own.join(' and ')}: take back first what moved it`
  }
  const touched = plan.spec.steps.filter((step) => hasFreed(stateOf(step))).map(({ pod }) => pod)
  const underWay = [...plans].filter(({ status }) => status.state === 'applying')
  const [fault] = othersOn(plan, new Set(touched), underWay)
  return fault === undefined ? null : `${fault.path.replace('pods.', '')}: ${fault.found}`
}

function othersOn(plan: Plan, own: ReadonlySet<string>, plans: Iterable<Plan>): readonly Fault[] {
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
