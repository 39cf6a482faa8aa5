import type { PlanStep } from '../../model/plan.ts'
import type { JournalLine } from '../store/journal.ts'
import { healthFault } from './health-gate.ts'
import { runOrdered } from './ordered.ts'
import { goWay, type RunContext, type Way, type WayEnd, wayOf } from './step-calls.ts'
import { needsOf } from './step-needs.ts'
import { isWholly } from './step-record.ts'

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
  const cordoned = await goWay(context, cordonWay(context, 'forward', live.spec.cordon))
  if (cordoned.kind === 'stopped') return cordoned
  if (cordoned.kind !== 'done') return { kind: 'halted', reason: `cordon: ${cordoned.reason}` }
  const stepOf = new Map(live.spec.steps.map((step) => [step.number, step]))
  while (live.status.wave < live.spec.waves.length) {
    const wave = live.spec.waves[live.status.wave]
    const steps = wave.steps.map((number) => stepOf.get(number) as PlanStep)
    const end = await applyWave(context, steps, isPausing)
    if (end.kind !== 'done') return end
    const fault = await healthFault(context, steps)
    if (context.signal.aborted) return { kind: 'stopped' }
    if (fault !== null) return { kind: 'halted', reason: `${wave.name}: ${fault}` }
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

async function applyWave(context: RunContext, steps: readonly PlanStep[], isPausing: IsPausing): Promise<RunEnd> {
  const { live, limits } = context
  const todo = steps.filter((step) => live.step(step.number).state !== 'applied')
  const byNumber = new Map(todo.map((step) => [step.number, step]))
  let end: RunEnd = { kind: 'done' }
  await runOrdered([...byNumber.keys()], needsOf(steps), limits.concurrency, async (number) => {
    if (context.signal.aborted || isPausing()) {
      if (end.kind === 'done') end = { kind: 'stopped' }
      return false
    }
    const reason = await applyStep(context, byNumber.get(number) as PlanStep)
    if (reason === null) return true
    // The first reason is told; what happened to others under way is in their own status.
    if (reason === STOPPED) end = end.kind === 'done' ? { kind: 'stopped' } : end
    else if (end.kind !== 'halted') end = { kind: 'halted', reason }
    return false
  })
  return end
}

const STOPPED = Symbol('stopped')

/** Carries a step out. Null when it is applied, else why the plan halts. */
async function applyStep(context: RunContext, step: PlanStep): Promise<string | typeof STOPPED | null> {
  const { live, records } = context
  const { number } = step
  const record = records.get(number)
  if (record?.direction === 'back') {
    // The last process, or the last run, was taking the step back after a clash.
    const isTold = live.step(number).state === 'failed'
    if (!isTold) return compensate(context, step, record.clash)
    const end = await goWay(context, wayOf(context, step, 'back'))
    if (end.kind !== 'done') return endOf(context, step, end)
  } else if (record !== undefined && record.clash !== '' && live.step(number).state !== 'failed') {
    return compensate(context, step, record.clash)
  }
  const end = await goWay(context, wayOf(context, step, 'forward'))
  if (end.kind === 'clash') return compensate(context, step, `${end.host}: ${end.reason}`)
  return endOf(context, step, end)
}

function endOf({ live }: RunContext, { number, pod }: PlanStep, end: WayEnd): string | typeof STOPPED | null {
  const { call } = live.step(number)
  if (end.kind === 'stopped') return STOPPED
  if (end.kind === 'done') {
    live.setStep(number, 'applied', call, '')
    return null
  }
  live.setStep(number, 'failed', call, end.reason)
  return `step ${number} (${pod}): ${end.reason}`
}

/**
 * Takes a step back that met somebody else's work. The clash is told when that is done, so that a process that dies on
 * the way does it again and nothing is told twice.
 */
async function compensate(context: RunContext, step: PlanStep, clash: string): Promise<string | typeof STOPPED> {
  const { live } = context
  const { number, pod } = step
  const back = wayOf(context, step, 'back')
  const end = await goWay(context, back)
  if (end.kind === 'stopped') return STOPPED
  const compensated = isWholly(context.records.get(number), 'back', back.calls) || back.calls.length === 0
  const cut = clash.indexOf(': ')
  const told = { step: number, host: clash.slice(0, cut), detail: clash.slice(cut + 2), compensated }
  live.patch({ clashes: [...live.status.clashes, told] })
  const more = end.kind === 'done' ? '' : `; taking it back: ${end.reason}`
  live.setStep(number, 'failed', live.step(number).call, `clash on ${clash}${more}`)
  return `step ${number} (${pod}): clash on ${clash}${more}`
}
