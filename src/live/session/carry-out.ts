import { setTimeout as pause } from 'node:timers/promises'
import type { PlanStep } from '../../model/plan.ts'
import type { CallContext, Direction, Memo, Target } from '../targets/target.ts'
import type { Phase } from './steps.ts'

/** How a step ended: carried out, or not, and why. */
export interface StepOutcome {
  readonly step: PlanStep
  /** '' when it was carried out. */
  readonly failure: string
  /** What its calls left for its way back. */
  readonly memo: Memo
}

/** A call that gets no answer is asked again after this, doubling, at most RETRY_MAX_MS apart. */
const RETRY_MS = 100
const RETRY_MAX_MS = 5_000
/**
 * What may wait on others for as long as they like, a resize that a kubelet defers and an eviction that a budget
 * forbids, is given up after this: no other pod gets a place while a round goes on.
 */
const WAIT_MS = 30_000
const MAY_WAIT = new Set(['await-resize', 'evict'])
/** Steps carried out at once: more do not make an API server faster. */
const AT_ONCE = 32

/**
 * The target refuses a release. What it would have freed the same round may have given to others, so that nothing of
 * the round can go on; asked again it would say the same. The message names the pod and why.
 */
export class ReleaseRefused extends Error {}

/**
 * Carries out the phases one after another, the steps of a phase side by side. Throws when the signal is raised, and
 * ReleaseRefused, once the other steps of its phase have ended.
 */
export async function carryOut(
  target: Target,
  phases: readonly Phase[],
  context: CallContext,
): Promise<readonly StepOutcome[]> {
  const outcomes: StepOutcome[] = []
  for (const phase of phases) {
    const waiting = [...phase]
    const workers = Array.from({ length: Math.min(AT_ONCE, waiting.length) }, async () => {
      for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
        outcomes.push(await carryOutStep(target, step, context))
      }
    })
    const ends = await Promise.allSettled(workers)
    for (const end of ends) if (end.status === 'rejected') throw end.reason
  }
  return outcomes
}

/** A step that fails half-way is taken back: a round's steps are either there or not. */
async function carryOutStep(target: Target, step: PlanStep, context: CallContext): Promise<StepOutcome> {
  const forward = await run(target, step, 'forward', {}, context)
  if (forward.failure === '') return forward
  const back = await run(target, step, 'back', forward.memo, context)
  const failure = back.failure === '' ? forward.failure : `${forward.failure}; not undone: ${back.failure}`
  return { step, failure, memo: back.memo }
}

async function run(
  target: Target,
  step: PlanStep,
  direction: Direction,
  first: Memo,
  context: CallContext,
): Promise<StepOutcome> {
  let memo = first
  for (const call of target.callsOf(step, direction)) {
    const endMs = performance.now() + WAIT_MS
    for (let waitMs = RETRY_MS; ; waitMs = Math.min(2 * waitMs, RETRY_MAX_MS)) {
      context.signal.throwIfAborted()
      const outcome = await target.call({ ...context, step, direction, call, memo })
      if (outcome.kind === 'done') {
        memo = { ...memo, ...outcome.memo }
        break
      }
      // Somebody else has ended the pod: what it held is free all the same.
      if (outcome.kind === 'clash' && step.kind === 'release') return { step, failure: '', memo }
      const isLate = outcome.kind === 'wait' && MAY_WAIT.has(call) && performance.now() > endMs
      const passes = (outcome.kind === 'wait' || outcome.kind === 'unreachable') && !isLate
      if (!passes && step.kind === 'release') throw new ReleaseRefused(`${step.pod}: ${outcome.reason}`)
      if (!passes) return { step, failure: outcome.reason, memo }
      const afterMs = 'afterMs' in outcome ? outcome.afterMs : undefined
      await pause(afterMs ?? waitMs, undefined, { signal: context.signal })
    }
  }
  return { step, failure: '', memo }
}
