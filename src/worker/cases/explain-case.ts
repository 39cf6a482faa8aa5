import { RunExplainer } from '../../../simulator/what-if/run-explainer.ts'
import type { Fault } from '../../base/result.ts'
import { createEngine } from '../../engine/engine.ts'
import { baselineNamed } from '../../model/baseline.ts'
import type { CaseExplainResult, DecisionStep, OpenedCase } from '../cases-protocol.ts'

const HOSTS_LISTED = 8

/**
 * Explains what is decided today where a case has its decision of that number, by the engine or, when the run was under
 * a baseline, by that: it is told the same events, round by round, up to that instant. What it decides before may
 * differ from a recording, and then what it decides there.
 */
export function explainCase(opened: OpenedCase, seq: number): CaseExplainResult {
  const { fleet, profile, profiles, steps, title } = opened
  const step = steps.find((each): each is DecisionStep => each.log === 'decisions' && each.decision.seq === seq)
  if (step === undefined) return fault('seq', String(seq), `the number of a decision of ${title}`)
  const own = profiles.find((each) => each.own !== undefined)
  if (own !== undefined) {
    return fault(
      'profile',
      `${own.name}, a policy whose code is not here`,
      'a case of profiles, or berth explain DIR POD',
    )
  }
  const { atUs, decision: recorded } = step
  const baseline = baselineNamed(profile, profiles)
  const decider = baseline === null ? 'today’s engine' : `stock Kubernetes (${baseline.name})`
  try {
    const wanted = { seq, atUs, pod: recorded.pod }
    const create = () => createEngine(fleet, { profiles })
    const explainer = new RunExplainer(fleet, wanted, HOSTS_LISTED, create, 0, baseline)
    for (const each of steps) if (each.log === 'events' && !explainer.feed(each.event)) break
    const explained = explainer.finishAbout(recorded.kind)
    if (explained === null) return fault('seq', `nothing that ${decider} decides about ${recorded.pod} then`, 'a line')
    return { ok: true, explained, decider: baseline?.name ?? null, recorded, step: steps.indexOf(step) + 1 }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return fault(
      'events',
      `a story that ${decider} cannot be told (${why})`,
      'events that follow from its own decisions',
    )
  }
}

function fault(
  path: string,
  found: string,
  expected: string,
): { readonly ok: false; readonly faults: readonly Fault[] } {
  return { ok: false, faults: [{ path, found, expected }] }
}
