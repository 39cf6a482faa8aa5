import { onTestFinished } from 'vitest'
import { formatIpv4, macOfIpv4, parseIpv4 } from '../../../../src/base/ipv4.ts'
import { AuditLog } from '../../../../src/live/audit/audit-log.ts'
import type { Clock } from '../../../../src/live/clock.ts'
import { createPlanService } from '../../../../src/live/plans/create-plan-service.ts'
import type { ActOutcome, PlanService } from '../../../../src/live/plans/plan-service.ts'
import type { Store } from '../../../../src/live/store/store.ts'
import type { HoldingWords } from '../../../../src/model/decision.ts'
import type { Plan, PlanAction, PlanIntent, PlanRequest, PlanState } from '../../../../src/model/plan.ts'
import type { Snapshot } from '../../../../src/model/snapshot.ts'
import { freshStore } from '../store/folder.ts'
import { pending, requestFor } from './snapshot.ts'
import { Truth } from './truth.ts'
import { TruthTarget } from './truth-target.ts'

/** A clock whose sleeps are over at once and move it on. */
export class QuickClock implements Clock {
  atMs = 10_000
  readonly sleptMs: number[] = []

  nowMs(): number {
    return this.atMs
  }

  async sleep(ms: number): Promise<void> {
    this.atMs += ms
    this.sleptMs.push(ms)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

export interface Bench {
  readonly service: PlanService
  readonly target: TruthTarget
  readonly store: Store
  readonly clock: QuickClock
}

/** A started service over a truth; closed after the test. */
export function benchOf(
  snapshot: Snapshot,
  more: { store?: Store; truth?: Truth; concurrency?: number; target?: TruthTarget } = {},
): Bench {
  const store = more.store ?? freshStore()
  const target = more.target ?? new TruthTarget(more.truth ?? new Truth(snapshot))
  const clock = new QuickClock()
  const limits = more.concurrency === undefined ? {} : { concurrency: more.concurrency }
  const service = createPlanService({ store, target, clock, limits })
  service.start()
  onTestFinished(() => service.close())
  return { service, target, store, clock }
}

/** Creates a plan by ada, and fails the test with the outcome when that does not succeed. */
export async function created(
  { service }: Bench,
  intents: readonly PlanIntent[],
  more: Partial<PlanRequest['spec']> & { name?: string } = {},
): Promise<Plan> {
  const { name = 'plan-a', ...spec } = more
  const outcome = await service.create({ ...requestFor(intents, spec), metadata: { name } }, 'ada')
  if (outcome.kind !== 'created') throw new Error(JSON.stringify(outcome))
  return outcome.plan
}

/** Acts and fails the test with the outcome when that does not succeed. */
export async function did(
  { service }: Bench,
  action: PlanAction,
  actor = action === 'approve' ? 'bob' : 'ada',
  name = 'plan-a',
): Promise<Plan> {
  const outcome: ActOutcome = await service.act(name, action, actor)
  if (outcome.kind !== 'done') throw new Error(`${action}: ${JSON.stringify(outcome)}`)
  return outcome.plan
}

/** Proposes, approves and applies. */
export async function applied(bench: Bench, name = 'plan-a'): Promise<void> {
  await did(bench, 'propose', 'ada', name)
  await did(bench, 'approve', 'bob', name)
  await did(bench, 'apply', 'ada', name)
}

/** The plan once it is in one of these states. */
export function reached({ service }: Bench, states: readonly PlanState[], name = 'plan-a'): Promise<Plan> {
  return new Promise((resolve) => {
    const look = (): boolean => {
      const plan = service.get(name)
      if (plan === null || !states.includes(plan.status.state)) return false
      resolve(plan)
      return true
    }
    if (look()) return
    const end = service.subscribe(() => {
      if (look()) end()
    })
  })
}

/** States of the steps of a plan, `waiting waiting applied`. */
export function stepStates(plan: Plan): string {
  return plan.status.steps.map((step) => step.state).join(' ')
}

/** Lines of the audit log as `actor action object outcome`. */
export function audited({ store }: Bench): readonly string[] {
  const lines = new AuditLog(store.audit).lines(0)
  return lines.map(({ actor, action, object, outcome }) => `${actor} ${action} ${object} ${outcome}`)
}

/** Somebody else takes what a step was given. */
export function intrude({ target }: Bench, { spec }: Plan, step: number): void {
  const after = spec.steps[step - 1].after as HoldingWords
  const ip = parseIpv4('10.0.0.200') as number
  const holding = { ...after, ip: formatIpv4(ip), mac: macOfIpv4(ip) }
  const intruder = { ...pending(`x/${step}`), state: 'running', holding, decision: 'other' } as const
  target.truth.setPod(`x/${step}`, intruder, 'somebody')
}
