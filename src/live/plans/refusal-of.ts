import type { PlanAction } from '../../model/plan.ts'
import type { LivePlan } from './live-plan.ts'
import { conflict } from './plan-outcomes.ts'
import { type ActOptions, type ActOutcome, APPROVER_RULE } from './plan-service.ts'
import { actionsOf, stateAfter } from './transitions.ts'

/** Why an action is refused by what the plan is and who asks, before the fleet is looked at; null when it is not. */
export function refusalOf(live: LivePlan, action: PlanAction, actor: string, options: ActOptions): ActOutcome | null {
  const { state, closed, revision } = live.status
  const { ifRevision } = options
  if (ifRevision !== undefined && ifRevision !== revision) {
    return conflict(live, `plan ${live.name} is at revision ${revision}, not ${ifRevision}`)
  }
  if (options.dryRun !== undefined) {
    const isBefore = !closed && (state === 'draft' || state === 'proposed' || state === 'approved')
    if (action !== 'apply') return conflict(live, 'a dry run goes with apply only')
    return isBefore ? null : conflict(live, `plan ${live.name} is ${state}: a dry run comes before applying`)
  }
  if (stateAfter(state, closed, action) === null) {
    const may = actionsOf(state, closed).join(', ')
    const why = closed ? `${state} and closed` : state
    return conflict(live, `plan ${live.name} is ${why}: ${action} is not possible${may === '' ? '' : `, only ${may}`}`)
  }
  if (action === 'approve' && actor === live.metadata.author) {
    return { kind: 'denied', rule: APPROVER_RULE, reason: `${actor} wrote the plan; somebody else has to approve it` }
  }
  return null
}
