import { createEngine } from '../../../src/engine/engine.ts'
import type { PlaceLine } from '../../../src/model/decision.ts'
import { createDecisionWriter } from '../../../src/model/decision-text.ts'
import { holdingOfLine } from '../../../src/model/holding-of-line.ts'
import type { PlanStep } from '../../../src/model/plan.ts'
import type { ObservedPod, Snapshot } from '../../../src/model/snapshot.ts'
import { stepOf } from './steps.ts'

export interface BindsDecided {
  readonly steps: readonly PlanStep[]
  /** What the engine took: the whole snapshot taken in, and every decision. */
  readonly engineMs: number
}

/** A new engine takes in the whole snapshot and places what is pending. now: milliseconds. */
export function decideBinds(snapshot: Snapshot, pending: readonly ObservedPod[], now: () => number): BindsDecided {
  const { fleet } = snapshot
  const begunMs = now()
  const engine = createEngine(fleet)
  const declared = new Set<string>()
  for (const pod of snapshot.pods) {
    const { name, game, zone, component, request, holding } = pod
    if (!declared.has(`${game}/${component}`)) engine.observe({ atUs: 0, kind: 'component', game, component, request })
    declared.add(`${game}/${component}`)
    if (holding !== null) engine.observe({ atUs: 0, kind: 'adopt', pod: name, game, zone, component, ...holding })
  }
  for (const { name, foreign } of snapshot.hosts) engine.observe({ atUs: 0, kind: 'foreign', host: name, ...foreign })
  for (const { name, game, zone, component, cpus, memoryMib } of pending) {
    engine.observe({ atUs: 0, kind: 'request', pod: name, game, zone, component, cpus, memoryMib, cause: 'launch' })
  }
  const decisions = engine.decide(0)
  const engineMs = now() - begunMs
  const write = createDecisionWriter(fleet)
  const byName = new Map(pending.map((pod) => [pod.name, pod]))
  const steps = decisions.flatMap((decision) => {
    const pod = byName.get(decision.pod.name)
    if (decision.kind !== 'place' || pod === undefined) return []
    const after = holdingOfLine(JSON.parse(write(decision)) as PlaceLine)
    return [stepOf('bind', pod, after, { number: decision.seq })]
  })
  return { steps, engineMs }
}
