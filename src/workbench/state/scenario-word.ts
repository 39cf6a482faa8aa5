import { OWN_PREFIX } from '../../worker/protocol.ts'

/** How a command line names a scenario: one of the user's by its file. */
export function scenarioWord(scenario: string): string {
  return scenario.startsWith(OWN_PREFIX) ? scenario.slice(OWN_PREFIX.length) : scenario
}
