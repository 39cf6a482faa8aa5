import type { PlanStep } from '../../model/plan.ts'
import { TargetUnreachable } from '../targets/target.ts'
import type { AppliedWatch } from './applied-watch.ts'
import type { RunContext } from './step-calls.ts'

/**
 * Waits until the pods of a wave are healthy, at most the gate's timeout, lets them settle and looks once more. Null
 * when they are, or when the signal aborted; else what is wrong with them, or what `watch` says was hit.
 */
export async function healthFault(
  context: RunContext,
  steps: readonly PlanStep[],
  watch: AppliedWatch,
): Promise<string | null> {
  const { clock, limits, signal } = context
  const { timeoutMs, settleMs } = context.live.spec.gate
  const deadlineMs = clock.nowMs() + timeoutMs
  for (;;) {
    const reason = await look(context, steps)
    // After health, so that nothing that came before it was looked at is passed over.
    const hit = await watch.settled(steps)
    if (signal.aborted) return null
    if (hit !== null) return hit
    if (reason === null) break
    if (clock.nowMs() + limits.healthPollMs > deadlineMs) return `not healthy within ${timeoutMs} ms: ${reason}`
    context.live.patch({ reason: `health: ${reason}` })
    await clock.sleep(limits.healthPollMs, signal)
  }
  if (settleMs > 0) {
    await clock.sleep(settleMs, signal)
    if (signal.aborted) return null
    const reason = await look(context, steps)
    const hit = await watch.settled(steps)
    if (hit !== null) return hit
    if (reason !== null && !signal.aborted) return `not healthy any more after ${settleMs} ms: ${reason}`
  }
  if (context.live.status.reason !== '') context.live.patch({ reason: '' })
  return null
}

async function look({ target, signal }: RunContext, steps: readonly PlanStep[]): Promise<string | null> {
  try {
    return await target.health(steps, signal)
  } catch (error) {
    if (error instanceof TargetUnreachable || signal.aborted) return `the target gives no answer: ${String(error)}`
    throw error
  }
}
