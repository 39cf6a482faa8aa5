import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { startAudit } from '../../../simulator/checker/audit.ts'
import { startSimulation } from '../../../simulator/simulate.ts'
import { createDecisionWriter } from '../../../src/model/decision-text.ts'
import { parseScenarioFile, resolveScenario } from '../../../src/model/parse/scenario.ts'
import type { Scenario } from '../../../src/model/scenario.ts'

const FOLDER = join(import.meta.dirname, '../../../scenarios')

function smoke(name: string): Scenario {
  const file = parseScenarioFile(readFileSync(join(FOLDER, `${name}.yaml`), 'utf8'))
  if (!file.ok) throw new Error(JSON.stringify(file.faults))
  const read = (kind: string) => (word: string) => {
    const path = join(FOLDER, kind, `${word}.yaml`)
    return existsSync(path) ? readFileSync(path, 'utf8') : null
  }
  const library = {
    topology: read('hosts'),
    gameTemplate: read('games'),
    curve: read('curves'),
    networkModel: () => null,
    lossLog: () => null,
  }
  const scenario = resolveScenario(file.value, 'smoke', library)
  if (!scenario.ok) throw new Error(JSON.stringify(scenario.faults))
  return scenario.value
}

describe('what the engine decides in a real run', () => {
  it.each([
    ['launch-day', null, 1],
    ['launch-day', 'spread', 2],
    ['fleet-year', null, 1],
  ])('keeps every law: %s, profile %s, seed %i', (name, profile, seed) => {
    const scenario = smoke(name)
    const audit = startAudit(scenario.fleet)
    const write = createDecisionWriter(scenario.fleet)
    const simulation = startSimulation(scenario, {
      seed,
      profile,
      onEvent: (event) => audit.event(JSON.stringify(event)),
      onDecision: (decision) => audit.decision(write(decision)),
    })
    while (!simulation.done) simulation.advance(1000)
    const report = audit.finish()
    expect(report.violations.slice(0, 3)).toEqual([])
    expect(report.ok).toBe(true)
    expect(report.lines.decisions).toBe(simulation.counts.decisions)
    const checksOf = (law: string): number => report.laws.find((row) => row.law === law)?.checks ?? 0
    expect(checksOf('L9')).toBe(simulation.counts.place)
    expect(checksOf('L8')).toBe(simulation.counts.refuse)
    expect(checksOf('L10')).toBe(simulation.counts.resize)
  })
})
