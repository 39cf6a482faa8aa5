import { US_PER_HOUR } from '../../../base/units.ts'
import type { FleetPlanSpec, FleetWitness, GoalMiss, GoalShortfall } from '../../../model/fleet-plan.ts'
import type { RunSpec } from '../../../worker/protocol.ts'

/** A run is played from so long before what is to be seen in it. */
const LEAD_US = US_PER_HOUR

/** Where the run of a miss begins to play: shortly before the goal is first hurt; null where nobody knows when. */
export function playFromUs({ fromUs, missedUs, worstUs }: GoalShortfall): number | null {
  const atUs = fromUs ?? missedUs ?? worstUs
  return atUs === null ? null : Math.max(0, atUs - LEAD_US)
}

/** The run of a witness or a miss, for the page to play: the settings and the seed that its command has. */
export function witnessRun(
  { scenario, size, profile }: FleetPlanSpec,
  { command, seed }: FleetWitness | GoalMiss,
): RunSpec {
  const settings = [...command.matchAll(/ --set '([^'=]+)=([^']*)'/g)].map(([, path, value]) => ({ path, value }))
  return { scenario, size, profile, seed, settings }
}
