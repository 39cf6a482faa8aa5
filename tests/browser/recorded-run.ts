import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { startSimulation } from '../../simulator/simulate.ts'
import type { DecisionLine } from '../../src/model/decision.ts'
import { createDecisionWriter } from '../../src/model/decision-text.ts'
import { parseScenarioFile, resolveScenario } from '../../src/model/parse/scenario.ts'
import type { Scenario } from '../../src/model/scenario.ts'

const SCENARIOS = join(import.meta.dirname, '../../scenarios')

function named(folder: string, name: string): string | null {
  const file = readdirSync(join(SCENARIOS, folder)).find((entry) => entry.replace(/\.[a-z]+$/, '') === name)
  return file === undefined ? null : readFileSync(join(SCENARIOS, folder, file), 'utf8')
}

/** A bundled scenario in its smoke size. */
export function smokeScenario(scenario: string): Scenario {
  const file = parseScenarioFile(readFileSync(join(SCENARIOS, `${scenario}.yaml`), 'utf8'))
  if (!file.ok) throw new Error(JSON.stringify(file.faults))
  const resolved = resolveScenario(file.value, 'smoke', {
    topology: (name) => named('hosts', name),
    gameTemplate: (name) => named('games', name),
    curve: (name) => named('curves', name),
    networkModel: (name) => named('networks', name),
    lossLog: () => null,
  })
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.faults))
  return resolved.value
}

/** The decision lines of a bundled scenario in its smoke size, made in this process: what the page must show. */
export function smokeDecisions(scenario: string, seed: number, profile: string | null = null): DecisionLine[] {
  const resolved = smokeScenario(scenario)
  const lines: DecisionLine[] = []
  const write = createDecisionWriter(resolved.fleet)
  const onDecision = (decision: Parameters<typeof write>[0]): void => {
    lines.push(JSON.parse(write(decision)) as DecisionLine)
  }
  const run = startSimulation(resolved, { seed, profile, onDecision })
  while (!run.done) run.advance(10_000)
  return lines
}
