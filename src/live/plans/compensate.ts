import type { PlanStep } from '../../model/plan.ts'
import { goWay, type RunContext, wayOf } from './step-calls.ts'
import { isWholly } from './step-record.ts'

/** What became of a step that was stopped by the signal. */
export const STOPPED = Symbol('stopped')

/**
 * Takes a step back that met somebody else's work; its record has the clash. The clash is told when that is done, so
 * that a process that dies on the way does it again, and it is told once. Resolves to why the plan halts.
 */
export async function compensate(context: RunContext, step: PlanStep): Promise<string | typeof STOPPED> {
  const { live, records } = context
  const { number, pod } = step
  const clash = records.get(number)?.clash ?? ''
  const isTold = live.step(number).state === 'failed'
  const back = wayOf(context, step, 'back')
  const end = await goWay(context, back)
  if (end.kind === 'stopped') return STOPPED
  const cut = clash.indexOf(': ')
  const told = { step: number, host: clash.slice(0, cut), detail: clash.slice(cut + 2) }
  const compensated = isWholly(records.get(number), 'back', back.calls) || back.calls.length === 0
  const earlier = live.status.clashes.filter((each) => !isTold || each.step !== number || each.detail !== told.detail)
  live.patch({ clashes: [...earlier, { ...told, compensated }] })
  const more = end.kind === 'done' ? '' : `; taking it back: ${end.reason}`
  live.setStep(number, 'failed', live.step(number).call, `clash on ${clash}${more}`)
  return `step ${number} (${pod}): clash on ${clash}${more}`
}

/** Steps that met a clash and are not gone on with since, newest first: a way back may be left half done. */
export function clashed({ live, records }: RunContext): readonly PlanStep[] {
  return live.spec.steps.filter(({ number }) => (records.get(number)?.clash ?? '') !== '').reverse()
}
