import type { Fault } from '../../base/result.ts'
import type { Plan, PlanAction, PlanChange, PlanSpec, PlanState, PlanStatus } from '../../model/plan.ts'
import type { RunEnd } from './apply-forward.ts'
import type { GoingOn } from './go-on.ts'
import type { LivePlan, StatusPatch } from './live-plan.ts'
import type { ActOutcome, CreateOutcome } from './plan-service.ts'

/** What somebody does, as the history keeps it. */
export type Act = Pick<PlanChange, 'atMs' | 'actor' | 'reason'> & { readonly action: PlanAction }

/** The state or revision does not allow it. */
export function conflict(live: LivePlan, reason: string): ActOutcome {
  return { kind: 'conflict', reason, plan: live.plan }
}

/** A plan just made. */
export function firstPlan(name: string, spec: PlanSpec, author: string, atMs: number): Plan {
  const metadata = { name, author, createdAtMs: atMs }
  return { apiVersion: 'berth.dev/v1alpha1', kind: 'Plan', metadata, spec, status: firstStatus(spec, author, atMs) }
}

/** Status of a plan just made. */
export function firstStatus(spec: PlanSpec, author: string, atMs: number): PlanStatus {
  return {
    state: 'draft',
    revision: 1,
    direction: 'forward',
    approver: null,
    wave: 0,
    steps: spec.steps.map(({ number }) => ({ number, state: 'waiting', call: '', reason: '' })),
    reason: '',
    clashes: [],
    stale: [],
    closed: false,
    history: [{ atMs, actor: author, action: 'create', from: null, to: 'draft', reason: '' }],
  }
}

/** Makes of a plan what an action leads to. going: steps that were taken back and are gone on with. */
export function makeMove(plan: LivePlan, going: readonly GoingOn[], to: PlanState, act: Act): void {
  const { action, actor } = act
  for (const { step } of going) plan.setStep(step.number, 'waiting', '', '')
  if (action === 'rollback') {
    for (const { number, state, call } of plan.plan.status.steps) {
      if (state === 'not-undone') plan.setStep(number, 'applied', call, '')
    }
  }
  const patch = patchOf(action, actor)
  if (patch !== null) plan.patch(patch)
  plan.move(to, act)
}

/** What an action changes besides the state. */
function patchOf(action: PlanAction, actor: string): StatusPatch | null {
  switch (action) {
    case 'approve':
      return { approver: actor, stale: [] }
    case 'withdraw':
      return { approver: null, stale: [] }
    case 'apply':
    case 'resume':
      return { stale: [] }
    case 'rollback':
      return { direction: 'back' }
    case 'close':
      return { closed: true }
    default:
      return null
  }
}

/** The state that the end of a run leads to; null for one that a person stopped. */
export function stateOfEnd(end: RunEnd, direction: PlanStatus['direction']): PlanState | null {
  if (end.kind === 'stopped') return null
  if (end.kind === 'done') return direction === 'forward' ? 'applied' : 'rolled-back'
  return end.kind
}

/** A refusal in one line, for the audit log. */
export function refusalWords(outcome: Exclude<CreateOutcome, { kind: 'created' }> | ActOutcome): string {
  switch (outcome.kind) {
    case 'bad-input':
    case 'stale':
      return `${outcome.kind}: ${outcome.faults.map(faultWords).join('; ')}`
    case 'infeasible':
      return `infeasible: ${outcome.spec.refusals.length} refusals`
    case 'denied':
      return `${outcome.rule}: ${outcome.reason}`
    case 'done':
    case 'dry-run':
      return ''
    default:
      return `${outcome.kind}: ${outcome.reason}`
  }
}

function faultWords({ path, found, expected }: Fault): string {
  return `${path}: found ${found}, expected ${expected}`
}
