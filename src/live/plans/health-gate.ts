import type { PlanStep } from '../../model/plan.ts'
import { TargetUnreachable } from '../targets/target.ts'
import type { RunContext } from './step-calls.ts'

/**
 * Waits until the pods of a wave are healthy, at most the gate's timeout, lets them settle and looks once more. Null
 * when they are, or when the signal aborted; else what is wrong with them.
 */
export async function healthFault(context: RunContext, steps: readonly PlanStep[]): Promise<string | null> {
  const { clock, limits, signal } = context
  const { timeoutMs, settleMs } = context.live.spec.gate
  const deadlineMs = clock.nowMs() + timeoutMs
  for (;;) {
    const reason = await look(context, steps)
    if (signal.aborted) return null
    if (reason === null) break
    if (clock.nowMs() + limits.healthPollMs > deadlineMs) return `not healthy within ${timeoutMs} ms: ${reason}`
    context.live.patch({ reason: `health: ${reason}` })
    await clock.sleep(limits.healthPollMs, signal)
  }
  if (settleMs > 0) {
    await clock.sleep(settleMs, signal)
    if (signal.aborted) return null
    const reason = await look(context, steps)
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
