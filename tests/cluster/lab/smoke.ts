import { startSimulation } from '../../../simulator/simulate.ts'
import { findScenario, loadScenario } from '../../../src/cli/scenario-source.ts'
import { createDecisionWriter } from '../../../src/model/decision-text.ts'
import type { Event } from '../../../src/model/event.ts'
import type { Scenario } from '../../../src/model/scenario.ts'

/** The bundled scenario at its smallest. */
export function smokeScenario(): Scenario {
  const found = findScenario('launch-day')
  const loaded = 'path' in found ? loadScenario(found.path, 'smoke') : null
  if (loaded?.ok !== true) throw new Error('launch-day is bundled and has no fault')
  return loaded.value
}

/** What happens in a run of it. */
export function smokeEvents(): readonly Event[] {
  return replayed(smokeScenario()).events
}

/** What happens in a run of a scenario, and what is decided there, a line each. */
export function replayed(scenario: Scenario): { readonly events: readonly Event[]; readonly lines: readonly string[] } {
  const events: Event[] = []
  const lines: string[] = []
  const textOf = createDecisionWriter(scenario.fleet)
  const simulation = startSimulation(scenario, {
    seed: 1,
    profile: null,
    onEvent: (event) => events.push(event),
    onDecision: (decision) => lines.push(textOf(decision)),
  })
  while (!simulation.done) simulation.advance(1000)
  return { events, lines }
}
