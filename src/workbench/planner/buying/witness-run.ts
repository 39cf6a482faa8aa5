import type { FleetPlanSpec, FleetWitness } from '../../../model/fleet-plan.ts'
import type { RunSpec } from '../../../worker/protocol.ts'

/** The run of a witness, for the page to play: the settings and the seed that its command has. */
export function witnessRun({ scenario, size, profile }: FleetPlanSpec, { command, seed }: FleetWitness): RunSpec {
  const settings = [...command.matchAll(/ --set '([^'=]+)=([^']*)'/g)].map(([, path, value]) => ({ path, value }))
  return { scenario, size, profile, seed, settings }
}
