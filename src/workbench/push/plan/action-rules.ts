import type { AccessAction, Me, PlanHead } from '../../../model/api.ts'
import type { Plan, PlanAction, PlanState } from '../../../model/plan.ts'

interface ActionRule {
  readonly action: PlanAction
  readonly title: string
  readonly needs: AccessAction
  /** States in which it may be asked for; the server has the table that counts. */
  readonly from: readonly PlanState[]
}

/** In the order in which their buttons stand. */
export const ACTION_RULES: readonly ActionRule[] = [
  { action: 'propose', title: 'Propose', needs: 'author', from: ['draft'] },
  { action: 'approve', title: 'Approve', needs: 'approve', from: ['proposed'] },
  { action: 'apply', title: 'Apply', needs: 'apply', from: ['approved'] },
  { action: 'pause', title: 'Pause', needs: 'apply', from: ['applying'] },
  { action: 'resume', title: 'Resume', needs: 'apply', from: ['paused', 'halted'] },
  { action: 'halt', title: 'Halt', needs: 'apply', from: ['applying', 'paused'] },
  { action: 'rollback', title: 'Roll back', needs: 'apply', from: ['paused', 'halted', 'applied', 'failed'] },
  { action: 'withdraw', title: 'Withdraw', needs: 'author', from: ['proposed', 'approved'] },
  { action: 'close', title: 'Close', needs: 'apply', from: ['draft', 'halted', 'applied', 'failed'] },
]

const ROLE_FOR: Readonly<Record<AccessAction, string>> = {
  read: 'reader',
  author: 'author',
  approve: 'approver',
  apply: 'operator',
  administer: 'admin',
}

export interface ActionState {
  readonly action: PlanAction
  readonly title: string
  /** Whether the plan's state has a use for it; only those have buttons of their own. */
  readonly isDue: boolean
  /** Why it cannot be asked for, for a person; null when it can. */
  readonly obstacle: string | null
}

/** Every action with why it cannot be asked for, as far as this page knows; the server decides anyway. */
export function actionStates(plan: Plan, me: Me): readonly ActionState[] {
  return ACTION_RULES.map((rule) => {
    const isDue = rule.from.includes(plan.status.state) && !plan.status.closed
    return { action: rule.action, title: rule.title, isDue, obstacle: obstacleOf(rule, plan, me, isDue) }
  })
}

/** A plan that is to be halted, as it was seen last. */
export type HaltedPlan = Pick<PlanHead, 'name' | 'revision'>

/** What the key h stops: the plan on the page where that can be halted, else the first that is applied elsewhere. */
export function planToHalt(plan: Plan | null, heads: readonly PlanHead[] | null): HaltedPlan | null {
  const rule = ACTION_RULES.find(({ action }) => action === 'halt')
  if (plan !== null && rule?.from.includes(plan.status.state) === true && !plan.status.closed) {
    return { name: plan.metadata.name, revision: plan.status.revision }
  }
  return heads?.find(({ state }) => state === 'applying') ?? null
}

function obstacleOf(rule: ActionRule, plan: Plan, me: Me, isDue: boolean): string | null {
  const { state, closed } = plan.status
  if (closed) return 'The plan is closed.'
  if (!isDue) return `The plan is ${state}; this needs it to be ${listed(rule.from)}.`
  if (!me.may[rule.needs]) return `Needs the role ${ROLE_FOR[rule.needs]}; you have ${me.roles.join(', ') || 'none'}.`
  if (rule.action === 'approve' && plan.metadata.author === me.name) {
    return 'You made this plan; somebody else has to approve it.'
  }
  const games = outside(
    plan.spec.steps.map((step) => step.game),
    me.games,
  )
  if (games.length > 0) return `Your token is not for the game ${listed(games)}.`
  const regions = outside(plan.spec.regions, me.regions)
  if (regions.length > 0) return `Your token is not for the region ${listed(regions)}.`
  if (rule.action === 'apply' && plan.spec.steps.length === 0) return 'The plan has no steps.'
  return null
}

/** Names that a list does not allow; an empty list allows all. */
function outside(names: readonly string[], allowed: readonly string[]): readonly string[] {
  if (allowed.length === 0) return []
  return [...new Set(names)].filter((name) => !allowed.includes(name))
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(' or ')
}
