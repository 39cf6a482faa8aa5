import { join } from 'node:path'
import { startAudit } from '../../simulator/checker/audit.ts'
import type { AuditReport } from '../../simulator/checker/report.ts'
import { startSimulation } from '../../simulator/simulate.ts'
import { Sha256 } from '../../src/base/sha256.ts'
import { loadScenario } from '../../src/cli/scenario-source.ts'
import { createDecisionWriter } from '../../src/model/decision-text.ts'
import type { RunCounts } from '../../src/model/run.ts'
import type { Scenario, ScenarioSize } from '../../src/model/scenario.ts'

export interface Outcome {
  readonly digest: string
  readonly counts: RunCounts
  readonly audit: AuditReport | null
}

/** A bundled scenario at one size; a fault in it is a failure of the test. */
export function bundled(name: string, size: ScenarioSize): Scenario {
  const scenario = loadScenario(join(import.meta.dirname, '../../scenarios', `${name}.yaml`), size)
  if (!scenario.ok) throw new Error(JSON.stringify(scenario.faults, null, 2))
  return scenario.value
}

/** Runs a scenario in memory, digests its decisions and lets the auditor read along when asked to. */
export function runScenario(
  scenario: Scenario,
  options: { seed?: number; profile?: string | null; audited?: boolean } = {},
): Outcome {
  const { seed = 1, profile = null, audited = false } = options
  const audit = audited ? startAudit(scenario.fleet) : null
  const write = createDecisionWriter(scenario.fleet)
  const sha = new Sha256()
  const encoder = new TextEncoder()
  const simulation = startSimulation(scenario, {
    seed,
    profile,
    onEvent: (event) => audit?.event(JSON.stringify(event)),
    onDecision: (decision) => {
      const line = write(decision)
      audit?.decision(line)
      sha.update(encoder.encode(`${line}\n`))
    },
  })
  while (!simulation.done) simulation.advance(10_000)
  return { digest: sha.hex(), counts: simulation.counts, audit: audit?.finish() ?? null }
}
