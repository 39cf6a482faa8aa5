import type { PlanStep } from '../../model/plan.ts'
import type { JournalLine } from '../store/journal.ts'
import { AppliedWatch } from './applied-watch.ts'
import { clashed, compensate, STOPPED } from './compensate.ts'
import { healthFault } from './health-gate.ts'
import { runOrdered } from './ordered.ts'
import { goWay, type RunContext, type Way, wayOf } from './step-calls.ts'
import { needsOf } from './step-needs.ts'

/** Asked between steps: whether no further one is to be started (pause). */
export type IsPausing = () => boolean

/** How a run ended: all done; stopped by a person; or halted by what happened, with why. */
export type RunEnd =
  | { readonly kind: 'done' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'halted'; readonly reason: string }
  /** Back only: steps that could not be undone. */
  | { readonly kind: 'failed'; readonly reason: string }

/** Cordons, then wave after wave, each with its health gate. Takes up where the journal says. */
export async function applyForward(context: RunContext, isPausing: IsPausing): Promise<RunEnd> {
  const { live } = context
  const finished = await finishClashed(context)
  if (finished !== null) return finished
  const cordoned = await goWay(context, cordonWay(context, 'forward', live.spec.cordon))
  if (cordoned.kind === 'stopped') return cordoned
  if (cordoned.kind !== 'done') return { kind: 'halted', reason: `cordon: ${cordoned.reason}` }
  const watch = new AppliedWatch(context)
  try {
    return await applyWaves(context, watch, isPausing)
  } finally {
    watch.close()
    backToFirstOpen(context)
  }
}

async function applyWaves(context: RunContext, watch: AppliedWatch, isPausing: IsPausing): Promise<RunEnd> {
  const { live } = context
  const stepOf = new Map(live.spec.steps.map((step) => [step.number, step]))
  // Nobody watched over what was applied before this run.
  const hit = await watch.settled()
  if (hit !== null) return { kind: 'halted', reason: hit }
  backToFirstOpen(context)
  while (live.status.wave < live.spec.waves.length) {
    const wave = live.spec.waves[live.status.wave]
    const steps = wave.steps.map((number) => stepOf.get(number) as PlanStep)
    const end = await applyWave(context, steps, watch, isPausing)
    if (end.kind !== 'done') return end
    const fault = await healthFault(context, steps, watch)
    if (context.signal.aborted) return { kind: 'stopped' }
    if (fault !== null) return { kind: 'halted', reason: watch.isHit ? fault : `${wave.name}: ${fault}` }
    live.patch({ wave: live.status.wave + 1 })
    context.store.transaction(() => {
      context.store.plans.saveStatus(live.name, live.plan.status, context.store.journal.lastId())
    })
    if (isPausing() && live.status.wave < live.spec.waves.length) return { kind: 'stopped' }
  }
  return { kind: 'done' }
}

/** The cordons of a plan as a way of step 0. Backwards only what was cordoned by it is given back. */
export function cordonWay(context: RunContext, direction: Way['direction'], hosts: readonly string[]): Way {
  const { target, live, signal } = context
  return {
    number: 0,
    direction,
    calls: hosts.map((host) => `cordon ${host}`),
    make: (call) => {
      const host = call.slice('cordon '.length)
      return target.cordon(host, direction === 'forward', { plan: live.name, dryRun: 'none', signal })
    },
    tell: (call, reason) => live.patch({ reason: reason === '' ? '' : `${call}: ${reason}` }),
  }
}

/** Hosts that a plan may have cordoned and has not given back, as its journal says. */
export function cordonsOpen(lines: readonly JournalLine[]): readonly string[] {
  const hosts = new Set<string>()
  for (const { step, direction, call, phase } of lines) {
    if (step !== 0) continue
    const host = call.slice('cordon '.length)
    if (direction === 'forward') hosts.add(host)
    else if (phase === 'done') hosts.delete(host)
  }
  return [...hosts]
}

async function applyWave(
  context: RunContext,
  steps: readonly PlanStep[],
  watch: AppliedWatch,
  isPausing: IsPausing,
): Promise<RunEnd> {
  const { live, limits } = context
  const todo = steps.filter((step) => live.step(step.number).state !== 'applied')
  const byNumber = new Map(todo.map((step) => [step.number, step]))
  let end: RunEnd = { kind: 'done' }
  await runOrdered([...byNumber.keys()], needsOf(steps), limits.concurrency, async (number) => {
    if (watch.isHit) return false
    if (context.signal.aborted || isPausing()) {
      if (end.kind === 'done') end = { kind: 'stopped' }
      return false
    }
    const step = byNumber.get(number) as PlanStep
    const reason = await watch.carryOut(step, () => applyStep(context, step))
    if (reason === null) return true
    // The first reason is told; what happened to others under way is in their own status.
    if (reason === STOPPED) end = end.kind === 'done' ? { kind: 'stopped' } : end
    else if (end.kind !== 'halted') end = { kind: 'halted', reason }
    return false
  })
  return orHit(end, await watch.settled())
}

/** An end, and what was hit meanwhile. */
function orHit(end: RunEnd, hit: string | null): RunEnd {
  if (hit === null) return end
  return { kind: 'halted', reason: end.kind === 'halted' ? `${end.reason}; ${hit}` : hit }
}

/** Carries a step out. Null when it is applied, else why the plan halts. */
async function applyStep(context: RunContext, step: PlanStep): Promise<string | typeof STOPPED | null> {
  const { live } = context
  const { number, pod } = step
  const end = await goWay(context, wayOf(context, step, 'forward'))
  const { call } = live.step(number)
  if (end.kind === 'clash') return compensate(context, step)
  if (end.kind === 'stopped') return STOPPED
  if (end.kind === 'done') {
    live.setStep(number, 'applied', call, '')
    return null
  }
  live.setStep(number, 'failed', call, end.reason)
  return `step ${number} (${pod}): ${end.reason}`
}

/** Finishes what a process that died, or a run that was stopped, was taking back. Null when there is nothing. */
async function finishClashed(context: RunContext): Promise<RunEnd | null> {
  const reasons: string[] = []
  for (const step of clashed(context)) {
    const reason = await compensate(context, step)
    if (reason === STOPPED) return { kind: 'stopped' }
    reasons.push(reason)
  }
  return reasons.length === 0 ? null : { kind: 'halted', reason: reasons.join('; ') }
}

/** A step of an earlier wave that was taken back is carried out again before what follows. */
function backToFirstOpen({ live }: RunContext): void {
  const first = live.spec.waves.findIndex(({ steps }) => steps.some((number) => live.step(number).state !== 'applied'))
  if (first >= 0 && first < live.status.wave) live.patch({ wave: first })
}
