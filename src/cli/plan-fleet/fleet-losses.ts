import type { Levels } from '../../../simulator/planner/fleet-levels.ts'
import { lossCasesOf, namesIn } from '../../../simulator/planner/loss-cases.ts'
import type { LossCase } from '../../model/fleet-plan.ts'
import type { Goal } from '../../model/scenario.ts'
import { type FleetParts, hostsAt } from './hosts-at.ts'
import type { OrderedNow } from './level-settings.ts'

/** What one fleet may lose. */
export interface FleetLosses {
  /** What the goal asks to survive of it, those with most Cpus first. */
  readonly cases: readonly LossCase[]
  /** Whether a case of another fleet takes a host of this one; where not it is a run that loses nothing. */
  isFelt(loss: LossCase): boolean
}

export type LossesOf = (levels: Levels, ordered?: OrderedNow | null) => FleetLosses

/** Losses of the fleets that a plan tries: what is bought is lost as well as what stands. */
export function fleetLossesOf(parts: FleetParts, survived: Goal['lossesToSurvive']): LossesOf {
  // One question after another is asked of the same fleet.
  let last: { readonly key: string; readonly losses: FleetLosses } | null = null
  return (levels, ordered = null) => {
    const key = JSON.stringify([levels, ordered])
    if (last?.key === key) return last.losses
    const hosts = survived === undefined ? [] : hostsAt(parts, levels, ordered)
    const names = survived === undefined ? new Set<string>() : namesIn(survived.domain, hosts)
    const cases = lossCasesOf(hosts, survived)
    last = { key, losses: { cases, isFelt: (loss) => loss.names.some((name) => names.has(name)) } }
    return last.losses
  }
}
