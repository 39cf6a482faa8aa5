import type { DecisionLine, HoldingWords } from '../../model/decision.ts'
import type { Decision } from '../../model/holding.ts'
import { holdingOfLine } from '../../model/holding-of-line.ts'
import type { PlanStep, StepKind } from '../../model/plan.ts'
import type { ObservedPod } from '../../model/snapshot.ts'

/** Steps of one round that may run at the same time; phases run one after another. */
export type Phase = readonly PlanStep[]

/**
 * The steps that carry out a round, in phases: what frees comes before what may need it. A pod that lost its host and
 * is placed anew moves: its object is still bound to the host that is gone.
 */
export function phasesOf(
  decisions: readonly Decision[],
  lines: readonly DecisionLine[],
  pods: ReadonlyMap<string, ObservedPod>,
): readonly Phase[] {
  const phases: PlanStep[][] = [[], [], [], []]
  decisions.forEach((decision, i) => {
    const pod = pods.get(decision.pod.name)
    if (pod === undefined || decision.kind === 'refuse') return // Nothing to carry out, or nobody to carry it out for.
    const line = lines[i]
    const after = 'network' in line ? holdingOfLine(line) : null
    if (decision.kind === 'release') {
      // A host's loss takes nothing down by itself, and a bind that failed was compensated when it failed.
      if (decision.cause !== 'host-lost' && decision.cause !== 'bind-failed') {
        phases[0].push(stepOf('release', decision.seq, pod, line, null))
      }
      return
    }
    const kind: StepKind = decision.kind === 'place' ? (pod.holding === null ? 'bind' : 'migrate') : decision.kind
    const grows = decision.kind === 'resize' && decision.holding.cpus.length >= decision.before.cpus.length
    const phase = kind === 'resize' ? (grows ? 2 : 1) : 3
    phases[phase].push(stepOf(kind, decision.seq, pod, line, after))
  })
  return phases
}

function stepOf(
  kind: StepKind,
  number: number,
  pod: ObservedPod,
  decision: DecisionLine,
  after: HoldingWords | null,
): PlanStep {
  const { name, objectName, uid, game, zone, component, request, holding } = pod
  const identity = { pod: name, objectName, uid, game, zone, component, request }
  return { number, kind, ...identity, decision, before: holding, after, irreversible: null }
}
