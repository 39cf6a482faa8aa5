import type { FleetPlanSpec, FleetWitness, GoalMiss } from '../../../model/fleet-plan.ts'
import type { RunSpec } from '../../../worker/protocol.ts'

/** The run of a witness or a miss, for the page to play: the settings and the seed that its command has. */
export function witnessRun(
  { scenario, size, profile }: FleetPlanSpec,
  { command, seed }: FleetWitness | GoalMiss,
): RunSpec {
  const settings = [...command.matchAll(/ --set '([^'=]+)=([^']*)'/g)].map(([, path, value]) => ({ path, value }))
  return { scenario, size, profile, seed, settings }
}
