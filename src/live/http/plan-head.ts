import { byCodeUnit } from '../../base/order.ts'
import type { PlanHead } from '../../model/api.ts'
import type { Plan, StepState } from '../../model/plan.ts'
import type { PlanResource } from '../access/vocabulary.ts'

/** A plan in a line of a list. */
export function headOf({ metadata, spec, status }: Plan): PlanHead {
  const steps: Partial<Record<StepState, number>> = {}
  for (const { state } of status.steps) steps[state] = (steps[state] ?? 0) + 1
  return {
    ...metadata,
    approver: status.approver,
    target: spec.target,
    state: status.state,
    revision: status.revision,
    reason: status.reason,
    closed: status.closed,
    wave: status.wave,
    waveCount: spec.waves.length,
    stepCount: spec.steps.length,
    steps,
    refusalCount: spec.refusals.length,
    clashCount: status.clashes.length,
    games: gamesOf(spec.steps),
    regions: spec.regions,
  }
}

/** What rules of access see of a plan. */
export function resourceOf({ metadata, spec }: Plan): PlanResource {
  const { name, author } = metadata
  return { kind: 'plan', name, author, games: gamesOf(spec.steps), regions: spec.regions, steps: spec.steps.length }
}

function gamesOf(steps: readonly { readonly game: string }[]): readonly string[] {
  return [...new Set(steps.map(({ game }) => game))].sort(byCodeUnit)
}
