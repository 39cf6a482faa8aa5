import type { PlanStep } from '../../model/plan.ts'
import type { Clock } from '../clock.ts'
import { onAbort } from '../on-abort.ts'
import type { JournalLine } from '../store/journal.ts'
import type { Store } from '../store/store.ts'
import type { CallOutcome, Direction, Memo, Target } from '../targets/target.ts'
import { withPodOf } from './go-on.ts'
import { type ApplyLimits, backoffMs } from './limits.ts'
import type { LivePlan } from './live-plan.ts'
import { afterLine, type StepRecord } from './step-record.ts'

/** What one run of a plan works with. */
export interface RunContext {
  readonly store: Store
  readonly target: Target
  readonly clock: Clock
  readonly limits: ApplyLimits
  readonly live: LivePlan
  /** By step number, kept up to date with the journal. */
  readonly records: Map<number, StepRecord>
  /** Aborts on halt and when the adapter closes. */
  readonly signal: AbortSignal
  /** Calls that the target has not answered yet; those of a run that was stopped end before the next run begins. */
  readonly unanswered: Set<Promise<unknown>>
}

/** How a way of a step ended. `stopped`: by the signal, at the call. */
export type WayEnd =
  | { readonly kind: 'done' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'clash'; readonly host: string; readonly reason: string }
  | { readonly kind: 'refused'; readonly reason: string }
  /** No answer, or not yet for too long: it may be tried again later. */
  | { readonly kind: 'late'; readonly reason: string }

/** Something that is called by name, with its journal lines. Step 0 stands for the plan's cordons. */
export interface Way {
  readonly number: number
  readonly direction: Direction
  readonly calls: readonly string[]
  readonly make: (call: string, memo: Memo) => Promise<CallOutcome>
  /** Told when a call is begun or its answer is to wait; '' for no reason. */
  readonly tell: (call: string, reason: string) => void
}

/** The way of a step, forward or back. */
export function wayOf(context: RunContext, step: PlanStep, direction: Direction): Way {
  const { target, live, signal } = context
  return {
    number: step.number,
    direction,
    calls: target.callsOf(step, direction),
    make: (call, memo) => {
      const subject = withPodOf(step, memo)
      return target.call({ plan: live.name, dryRun: 'none', signal, step: subject, direction, call, memo })
    },
    tell: (call, reason) => live.setStep(step.number, direction === 'forward' ? 'applying' : 'undoing', call, reason),
  }
}

/**
 * Makes the calls of a way that its journal does not say are done, each noted on disk before it is made and after. A
 * call begun by a process that died is made again: it looks whether its effect is there. Rejects with errors of the
 * disk.
 */
export async function goWay(context: RunContext, way: Way): Promise<WayEnd> {
  const { number, direction } = way
  let written: Promise<void> = Promise.resolve()
  for (const call of way.calls) {
    const record = context.records.get(number)
    if (record?.direction === direction && record.done.has(call)) continue
    if (context.signal.aborted) return { kind: 'stopped' }
    const isOpen = record?.direction === direction && record.open === call
    // The end of the call before and the beginning of this one share a commit.
    await Promise.all([written, isOpen ? undefined : note(context, way, call, 'begun')])
    way.tell(call, '')
    const end = await ask(context, way, call)
    if (end.kind !== 'done') return end
    written = note(context, way, call, 'done', end.detail, end.memo)
    written.catch(() => undefined) // Whoever awaits it next gets the error.
  }
  await written
  return { kind: 'done' }
}

type Answered =
  | { readonly kind: 'done'; readonly memo?: Memo; readonly detail?: string }
  | Exclude<WayEnd, { kind: 'done' }>

/** Makes one call until it is answered for good, or its limits or the signal end that. */
export async function ask(context: RunContext, way: Way, call: string): Promise<Answered> {
  const { clock, limits, signal } = context
  const deadlineMs = clock.nowMs() + context.live.spec.gate.timeoutMs
  let failures = 0
  let told = ''
  for (;;) {
    const memo = context.records.get(way.number)?.memo ?? {}
    const outcome = await orStopped(context, way.make(call, memo))
    if (outcome === null || signal.aborted) return { kind: 'stopped' }
    if (outcome.kind === 'done') return outcome
    if (outcome.kind === 'clash') {
      await note(context, way, call, 'clash', `${outcome.host}: ${outcome.reason}`)
      return outcome
    }
    if (outcome.kind === 'refused') {
      const reason = outcome.infeasible === true ? `infeasible: ${outcome.reason}` : outcome.reason
      await note(context, way, call, 'refused', reason)
      return { kind: 'refused', reason }
    }
    failures = outcome.kind === 'unreachable' ? failures + 1 : 0
    if (failures >= limits.tries)
      return { kind: 'late', reason: `no answer after ${failures} tries: ${outcome.reason}` }
    const waitMs =
      outcome.kind === 'wait'
        ? Math.max(limits.waitMinMs, outcome.afterMs)
        : backoffMs(limits, failures, outcome.afterMs ?? 0)
    if (outcome.kind === 'wait' && clock.nowMs() + waitMs > deadlineMs) {
      return { kind: 'late', reason: `not done within ${context.live.spec.gate.timeoutMs} ms: ${outcome.reason}` }
    }
    if (outcome.reason !== told) {
      told = outcome.reason
      await note(context, way, call, outcome.kind, told)
      way.tell(call, told)
    }
    await clock.sleep(waitMs, signal)
  }
}

/** The answer, or null as soon as the signal aborts: a target that does not heed it holds nothing up. */
function orStopped({ signal, unanswered }: RunContext, answer: Promise<CallOutcome>): Promise<CallOutcome | null> {
  unanswered.add(answer)
  return new Promise((resolve, reject) => {
    const stop = (): void => resolve(null)
    if (signal.aborted) stop()
    const forget = onAbort(signal, stop)
    const end = (): void => {
      forget()
      unanswered.delete(answer)
    }
    answer.then(resolve, reject).finally(end)
  })
}

/** Writes a line about a call of a way; its record knows at once. Resolves when it is on disk. */
export async function note(
  { store, records, live, clock }: RunContext,
  { number, direction }: Way,
  call: string,
  phase: JournalLine['phase'],
  detail = '',
  memo: Memo = {},
): Promise<void> {
  const line = { plan: live.name, step: number, direction, call, phase, atMs: clock.nowMs(), detail, memo }
  records.set(number, afterLine(records.get(number), line))
  await store.soon(() => store.journal.append(line))
}
