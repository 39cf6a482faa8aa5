import { describe, expect, test } from 'vitest'
import { startSimulation } from '../../../simulator/simulate.ts'
import { RunExplainer } from '../../../simulator/what-if/run-explainer.ts'
import { createEngine, ENGINE_VERSION } from '../../../src/engine/engine.ts'
import { baselineNamed } from '../../../src/model/baseline.ts'
import type { DecisionLine } from '../../../src/model/decision.ts'
import { createDecisionWriter } from '../../../src/model/decision-text.ts'
import type { Event } from '../../../src/model/event.ts'
import { explainCase } from '../../../src/worker/cases/explain-case.ts'
import { inOrder } from '../../../src/worker/cases/read-run-files.ts'
import type { OpenedCase } from '../../../src/worker/cases-protocol.ts'
import { smokeScenario } from '../../browser/recorded-run.ts'

/** A run as a case of the workbench has it, and its events. */
function caseUnder(profile: string | null): { readonly opened: OpenedCase; readonly events: readonly Event[] } {
  const scenario = smokeScenario('launch-day')
  const events: Event[] = []
  const lines: DecisionLine[] = []
  const write = createDecisionWriter(scenario.fleet)
  const simulation = startSimulation(scenario, {
    seed: 1,
    profile,
    onEvent: (event) => events.push(event),
    onDecision: (decision) => lines.push(JSON.parse(write(decision))),
  })
  while (!simulation.done) simulation.advance(10_000)
  const steps = inOrder(
    events.map((event, i) => ({ log: 'events', event, line: i + 1, text: '', atUs: event.atUs })),
    lines.map((decision, i) => ({ log: 'decisions', decision, line: i + 1, text: '', atUs: decision.atUs })),
  )
  const { fleet } = scenario
  const head = { title: 'run', decidedBy: 'recording', engineVersion: ENGINE_VERSION, found: null } as const
  return { opened: { ...head, fleet, profiles: [], profile, steps, broken: [], brokenCount: 0 }, events }
}

describe.each([null, 'kube-default', 'kube-single-numa-node'])('a run under %s', (profile) => {
  const { opened, events } = caseUnder(profile)
  const decisions = opened.steps.flatMap((step) => (step.log === 'decisions' ? [step.decision] : []))
  const ofKind = (kind: DecisionLine['kind']) => decisions.find((line) => line.kind === kind)
  const asked = [decisions[4], ofKind('refuse'), ofKind('resize'), decisions[Math.floor(decisions.length / 2)]]

  test.each(asked.filter((line) => line !== undefined))('explains decision $seq by who decided it', (line) => {
    const create = () => createEngine(opened.fleet)
    const explainer = new RunExplainer(opened.fleet, line, 8, create, 0, baselineNamed(profile))
    for (const event of events) if (!explainer.feed(event)) break
    const result = explainCase(opened, line.seq)
    expect(result).toMatchObject({ ok: true, recorded: line, decider: profile })
    if (!result.ok) return
    expect(result.explained).toEqual(explainer.finish())
    expect(result.explained.line).toEqual(line)
    if (profile !== null && line.kind === 'place') expect(result.explained.explanation?.kube).toBeDefined()
  })
})
