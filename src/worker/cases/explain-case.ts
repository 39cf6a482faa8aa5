import type { Fault } from '../../base/result.ts'
import { createEngine, type Engine } from '../../engine/engine.ts'
import type { DecisionLine } from '../../model/decision.ts'
import { createDecisionWriter } from '../../model/decision-text.ts'
import type { CaseExplainResult, DecisionStep, OpenedCase } from '../cases-protocol.ts'

const HOSTS_LISTED = 8

/**
 * Explains what today's engine decides where a case has its decision of that number: it is told the same events, round
 * by round, up to that instant. What it decides before may differ from a recording, and then what it decides there.
 */
export function explainCase(opened: OpenedCase, seq: number): CaseExplainResult {
  const { fleet, profiles, steps, title } = opened
  const step = steps.find((each): each is DecisionStep => each.log === 'decisions' && each.decision.seq === seq)
  if (step === undefined) return fault('seq', String(seq), `the number of a decision of ${title}`)
  const own = profiles.find((profile) => profile.own !== undefined)
  if (own !== undefined) {
    return fault(
      'profile',
      `${own.name}, a policy whose code is not here`,
      'a case of profiles, or berth explain DIR POD',
    )
  }
  const { atUs, decision: recorded } = step
  try {
    const engine = createEngine(fleet, { profiles })
    tell(engine, opened, atUs)
    const explanations = engine.explain(atUs, recorded.pod, HOSTS_LISTED)
    const write = createDecisionWriter(fleet)
    const lines = engine.decide(atUs).map((decision) => JSON.parse(write(decision)) as DecisionLine)
    const about = lines.filter(({ pod }) => pod === recorded.pod)
    const line = about.find(({ kind }) => kind === recorded.kind) ?? about[0]
    if (line === undefined)
      return fault('seq', `nothing that today’s engine decides about ${recorded.pod} then`, 'a line')
    const explanation = explanations.find((each) => each.seq === line.seq) ?? null
    return {
      ok: true,
      explained: { line, explanation, tried: null, room: null },
      recorded,
      step: steps.indexOf(step) + 1,
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return fault(
      'events',
      `a story that today’s engine cannot be told (${why})`,
      'events that follow from its own decisions',
    )
  }
}

/** Tells the events up to an instant, and lets every instant before it be decided. */
function tell(engine: Engine, { steps }: OpenedCase, untilUs: number): void {
  let nowUs = -1
  for (const step of steps) {
    if (step.log !== 'events') continue
    if (step.atUs > untilUs) return
    if (nowUs >= 0 && step.atUs > nowUs) engine.decide(nowUs)
    nowUs = step.atUs
    engine.observe(step.event)
  }
  if (nowUs >= 0 && nowUs < untilUs) engine.decide(nowUs)
}

function fault(
  path: string,
  found: string,
  expected: string,
): { readonly ok: false; readonly faults: readonly Fault[] } {
  return { ok: false, faults: [{ path, found, expected }] }
}
