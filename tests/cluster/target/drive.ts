import { setTimeout as delay } from 'node:timers/promises'
import type { CallOutcome, Direction, Memo, Target } from '../../../src/live/targets/target.ts'
import type { PlanStep } from '../../../src/model/plan.ts'

export interface StepRun {
  /** The last outcome of the last call made. */
  readonly outcome: CallOutcome
  readonly call: string
  readonly memo: Memo
  /** Every outcome but `done`, in order: `bind unreachable`. */
  readonly story: readonly string[]
}

export interface DriveOptions {
  readonly plan?: string
  readonly direction?: Direction
  readonly memo?: Memo
  readonly dryRun?: 'none' | 'server'
  /** Outcomes of one call that are `wait` or `unreachable` before it is given up. */
  readonly patience?: number
  readonly before?: (call: string) => Promise<void> | void
}

const NEVER = new AbortController().signal

/** Carries out the calls of a step as the executor does: waits, tries again, keeps the memo, stops at a no. */
export async function drive(target: Target, step: PlanStep, options: DriveOptions = {}): Promise<StepRun> {
  const { plan = 'test', direction = 'forward', dryRun = 'none', patience = 40 } = options
  let memo: Memo = options.memo ?? {}
  const story: string[] = []
  let outcome: CallOutcome = { kind: 'done' }
  let last = ''
  for (const call of target.callsOf(step, direction)) {
    last = call
    await options.before?.(call)
    for (let i = 0; i < patience; i++) {
      outcome = await target.call({ step, direction, call, memo, plan, dryRun, signal: NEVER })
      if (outcome.kind !== 'done') story.push(`${call} ${outcome.kind}`)
      if (outcome.kind !== 'wait' && outcome.kind !== 'unreachable') break
      await delay(Math.min(outcome.afterMs ?? 100, 300))
    }
    if (outcome.kind !== 'done') return { outcome, call, memo, story }
    memo = { ...memo, ...outcome.memo }
  }
  return { outcome, call: last, memo, story }
}
