import { join } from 'node:path'
import { startAudit } from '../../simulator/checker/audit.ts'
import type { AuditReport } from '../../simulator/checker/report.ts'
import { MONTH_US, monthsOf } from '../../simulator/record/months.ts'
import type { RunSummary } from '../../simulator/record/summary.ts'
import { startSimulation } from '../../simulator/simulate.ts'
import { Sha256 } from '../../src/base/sha256.ts'
import { loadScenario } from '../../src/cli/scenario-source.ts'
import { createDecisionWriter } from '../../src/model/decision-text.ts'
import type { Event } from '../../src/model/event.ts'
import type { Decision } from '../../src/model/holding.ts'
import type { RunCounts } from '../../src/model/run.ts'
import type { CacheCheck, Scenario, ScenarioSize } from '../../src/model/scenario.ts'

export interface Outcome {
  readonly digest: string
  readonly counts: RunCounts
  readonly audit: AuditReport | null
  readonly events: readonly Event[]
  readonly decisions: readonly Decision[]
  readonly summary: RunSummary
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
  options: { seed?: number; profile?: string | null; check?: CacheCheck; audited?: boolean } = {},
): Outcome {
  const { seed = 1, profile = null, check, audited = false } = options
  const audit = audited ? startAudit(scenario.fleet) : null
  const write = createDecisionWriter(scenario.fleet)
  const events: Event[] = []
  const decisions: Decision[] = []
  const sha = new Sha256()
  const encoder = new TextEncoder()
  const simulation = startSimulation(scenario, {
    seed,
    profile,
    check,
    hours: { monthUs: MONTH_US, months: monthsOf(scenario.durationUs) },
    onEvent(event) {
      events.push(event)
      audit?.event(JSON.stringify(event))
    },
    onDecision: (decision) => {
      decisions.push(decision)
      const line = write(decision)
      audit?.decision(line)
      sha.update(encoder.encode(`${line}\n`))
    },
  })
  while (!simulation.done) simulation.advance(10_000)
  return {
    digest: sha.hex(),
    counts: simulation.counts,
    audit: audit?.finish() ?? null,
    events,
    decisions,
    summary: simulation.summary(),
  }
}
