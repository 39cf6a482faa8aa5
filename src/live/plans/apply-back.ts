import type { PlanStep } from '../../model/plan.ts'
import { cordonsOpen, cordonWay, type IsPausing, type RunEnd } from './apply-forward.ts'
import { runOrdered } from './ordered.ts'
import { goWay, type RunContext, wayOf } from './step-calls.ts'
import { needsBack } from './step-needs.ts'

/**
 * Takes every step back that was begun, last first, then the cordons. A step that cannot be taken back does not hold up
 * the others, except those that need what it holds.
 */
export async function applyBack(context: RunContext, isPausing: IsPausing): Promise<RunEnd> {
  const { live, limits, records } = context
  const begun = live.spec.steps.filter((step) => records.has(step.number))
  const todo = begun.filter((step) => !['undone', 'not-undone'].includes(live.step(step.number).state)).reverse()
  const byNumber = new Map(todo.map((step) => [step.number, step]))
  const needs = needsBack(begun)
  let end: RunEnd = { kind: 'done' }
  await runOrdered([...byNumber.keys()], needs, limits.concurrency, async (number) => {
    if (context.signal.aborted || isPausing()) {
      if (end.kind === 'done') end = { kind: 'stopped' }
      return false
    }
    const halt = await takeBack(context, byNumber.get(number) as PlanStep, needs.get(number) ?? [])
    if (halt === null) return true
    if (end.kind !== 'halted') end = halt
    return false
  })
  if (end.kind !== 'done') return end
  const cordoned = cordonsOpen(context.store.journal.linesOf(live.name))
  const given = await goWay(context, cordonWay(context, 'back', cordoned))
  if (given.kind === 'stopped') return given
  if (given.kind !== 'done') return { kind: 'halted', reason: `uncordon: ${given.reason}` }
  return verdict(context)
}

async function takeBack(context: RunContext, step: PlanStep, later: readonly number[]): Promise<RunEnd | null> {
  const { live } = context
  const { number } = step
  const inTheWay = later.find((other) => live.step(other).state === 'not-undone')
  if (inTheWay !== undefined) {
    live.setStep(number, 'not-undone', '', `step ${inTheWay} holds what it needs`)
    return null
  }
  const way = wayOf(context, step, 'back')
  if (way.calls.length === 0) {
    live.setStep(number, 'not-undone', '', step.irreversible ?? 'the target knows no way back')
    return null
  }
  const end = await goWay(context, way)
  const { call } = live.step(number)
  if (end.kind === 'stopped') return { kind: 'stopped' }
  if (end.kind === 'done') live.setStep(number, 'undone', call, step.irreversible ?? '')
  else if (end.kind === 'late') {
    live.setStep(number, 'undoing', call, end.reason)
    return { kind: 'halted', reason: `step ${number} (${step.pod}), back: ${end.reason}` }
  } else
    live.setStep(number, 'not-undone', call, end.kind === 'clash' ? `clash on ${end.host}: ${end.reason}` : end.reason)
  return null
}

/** Steps that were said to be irreversible and have no way back are no failure: that was known before approval. */
function verdict({ live, target }: RunContext): RunEnd {
  const left = live.spec.steps.filter((step) => live.step(step.number).state === 'not-undone')
  const failed = left.filter((step) => step.irreversible === null || target.callsOf(step, 'back').length > 0)
  if (failed.length === 0) return { kind: 'done' }
  const numbers = failed.map((step) => step.number).join(', ')
  return { kind: 'failed', reason: `not undone: step ${numbers}; they are as they were left` }
}
