import type { HoldingWords } from '../../../model/decision.ts'
import type { PlanStep } from '../../../model/plan.ts'
import type { Direction } from '../target.ts'

/** What one call does: make a host hold something for the pod, or let go of it. */
export type AgentCall =
  | { readonly kind: 'apply' | 'verify'; readonly holding: HoldingWords }
  | { readonly kind: 'release'; readonly host: string }

/**
 * Calls of a step by name, in order. A pod is let go of on one host before it is made to run on another: two hosts that
 * answer for one pod would be worse than none. Backwards a step leads from what it made to what was before.
 */
export function agentCallsOf(step: PlanStep, direction: Direction): ReadonlyMap<string, AgentCall> {
  const from = direction === 'forward' ? step.before : step.after
  const to = direction === 'forward' ? step.after : step.before
  const calls = new Map<string, AgentCall>()
  if (from !== null && (to === null || to.host !== from.host))
    calls.set('release', { kind: 'release', host: from.host })
  if (to !== null) {
    calls.set('apply', { kind: 'apply', holding: to })
    calls.set('verify', { kind: 'verify', holding: to })
  }
  return calls
}
