import type { Levels } from '../../../simulator/planner/fleet-levels.ts'
import { lossCasesOf, namesIn } from '../../../simulator/planner/loss-cases.ts'
import { LossInstants } from '../../../simulator/planner/loss-instants.ts'
import type { AskedCpus } from '../../../simulator/record/asked-cpus.ts'
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
  /** When a seed loses it, us, by what it asks for: see LossInstants. */
  instantOf(loss: LossCase, asked: readonly AskedCpus[]): number
}

export type LossesOf = (levels: Levels, ordered?: OrderedNow | null) => FleetLosses

/**
 * Losses of the fleets that a plan tries: what is bought is lost as well as what stands.
 *
 * stretchesUs  when hosts may come or go in any of them, ascending, 0 first
 */
export function fleetLossesOf(
  parts: FleetParts,
  survived: Goal['lossesToSurvive'],
  stretchesUs: readonly number[],
): LossesOf {
  // One question after another is asked of the same fleet.
  let last: { readonly key: string; readonly losses: FleetLosses } | null = null
  return (levels, ordered = null) => {
    const key = JSON.stringify([levels, ordered])
    if (last?.key === key) return last.losses
    const hosts = survived === undefined ? [] : hostsAt(parts, levels, ordered)
    const names = survived === undefined ? new Set<string>() : namesIn(survived.domain, hosts)
    const cases = lossCasesOf(hosts, survived)
    const instants = new LossInstants(hosts, stretchesUs)
    const losses: FleetLosses = {
      cases,
      isFelt: (loss) => loss.names.some((name) => names.has(name)),
      instantOf: (loss, asked) => instants.of(loss, asked),
    }
    last = { key, losses }
    return last.losses
  }
}
