import { byCodeUnit } from '../../base/order.ts'
import type { Result } from '../../base/result.ts'
import { failed, ok } from '../../base/result.ts'
import { ENGINE_VERSION } from '../../engine/engine.ts'
import type { DecisionLine } from '../../model/decision.ts'
import { createDecisionWriter } from '../../model/decision-text.ts'
import { holdingOfLine } from '../../model/holding-of-line.ts'
import { GATE_DEFAULT, type PlanRequest, type PlanSpec, type PlanStep, WAVES_DEFAULT } from '../../model/plan.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { type WholeGroups, wholeGroups } from '../whole-groups.ts'
import { type Asked, podOf, requestOf } from './asked.ts'
import { digestOf } from './canonical.ts'
import { plainName } from './component-names.ts'
import { type EngineOfSnapshot, engineOf } from './engine-of.ts'
import { irreversibleWhy } from './irreversible.ts'
import { type Reading, readIntents } from './read-intents.ts'
import type { Reservation } from './reservations.ts'
import { wavesOf } from './wave-list.ts'

/**
 * Makes a plan by one round of the engine on what was observed. Steps come in the order of the round's decisions, each
 * of which needs only what is free after those before it. What does not fit is a refusal in the plan; faults are about
 * the request alone.
 */
export function makePlan(
  request: PlanRequest,
  snapshot: Snapshot,
  reservations: readonly Reservation[],
): Result<PlanSpec> {
  const reading = readIntents(request, snapshot)
  if (!reading.ok) return reading
  const { asked, drained } = reading.value
  const { profile } = request.spec
  const members = asked.map((each) => ({ ...identityOf(each), request: requestOf(each, profile) }))
  const live = engineOf(snapshot, reservations, members)
  const faults = live.faults.filter((fault) => asked.some((each) => fault.path === `pods.${podOf(each)}`))
  if (faults.length > 0) return failed(faults)
  for (const host of drained) live.engine.observe({ atUs: 0, kind: 'cordon', host })
  const bound = asked.flatMap((each) => (each.kind === 'bind' ? [each.pod] : []))
  const groups = wholeGroups(bound, snapshot.pods)
  for (const each of asked) ask(live, each, profile, groups)
  const lines = decide(live, snapshot)
  const byPod = new Map(asked.map((each) => [podOf(each), each]))
  const decided = lines.filter((line) => line.kind !== 'refuse')
  const steps = decided.map((line, i) => {
    return stepOf(i + 1, line, byPod.get(line.pod) as Asked, { profile, target: snapshot.target.kind })
  })
  const refusals = lines.filter((line) => line.kind === 'refuse')
  return ok(specOf(request, snapshot, reading.value, steps, refusals))
}

function identityOf(asked: Asked): { pod: string; game: string; zone: string; component: string } {
  const { game, zone, component } = asked.kind === 'create' ? asked.intent : asked.pod
  return { pod: podOf(asked), game, zone, component }
}

/** Tells the engine what is wanted of one pod. */
function ask(
  { engine, names }: EngineOfSnapshot,
  asked: Asked,
  profile: string | undefined,
  { groupOf }: WholeGroups,
): void {
  const identity = identityOf(asked)
  const { pod, game, zone } = identity
  switch (asked.kind) {
    case 'bind':
    case 'create': {
      const request = requestOf(asked, profile)
      const { cpus, memoryMib } = request
      const component = names.nameFor({ ...identity, request })
      const group = groupOf.get(pod)
      const who = { pod, game, zone, component, ...(group === undefined ? {} : { group }) }
      engine.observe({ atUs: 0, kind: 'request', ...who, cpus, memoryMib, cause: 'plan' })
      return
    }
    case 'resize': {
      const { cpus, memoryMib } = asked
      engine.observe({ atUs: 0, kind: 'resize', pod, cpus, memoryMib, cause: 'plan' })
      return
    }
    case 'release':
      engine.observe({ atUs: 0, kind: 'release', pod, cause: 'plan' })
      return
    case 'migrate':
      engine.observe({ atUs: 0, kind: 'migrate', pod, cause: asked.cause })
  }
}

function decide({ engine }: EngineOfSnapshot, { fleet }: Snapshot): DecisionLine[] {
  const textOf = createDecisionWriter(fleet)
  return engine.decide(0).map((decision) => {
    const line = JSON.parse(textOf(decision)) as DecisionLine
    const component = plainName(line.component)
    return component === line.component ? line : { ...line, component }
  })
}

function stepOf(
  number: number,
  decision: Exclude<DecisionLine, { kind: 'refuse' }>,
  asked: Asked,
  { profile, target }: { profile: string | undefined; target: Snapshot['target']['kind'] },
): PlanStep {
  const pod = asked.kind === 'create' ? null : asked.pod
  const { game, zone, component } = identityOf(asked)
  const template = asked.kind === 'create' ? asked.intent.template : undefined
  return {
    number,
    kind: asked.kind,
    pod: podOf(asked),
    objectName: asked.kind === 'create' ? asked.objectName : asked.pod.objectName,
    uid: pod?.uid ?? null,
    decision,
    before: pod?.holding ?? null,
    after: decision.kind === 'release' ? null : holdingOfLine(decision),
    irreversible: irreversibleWhy(asked, target),
    ...(template === undefined ? {} : { template }),
    game,
    zone,
    component,
    request: requestOf(asked, profile),
  }
}

function specOf(
  request: PlanRequest,
  snapshot: Snapshot,
  { asked, cordon }: Reading,
  steps: readonly PlanStep[],
  refusals: readonly DecisionLine[],
): PlanSpec {
  const hosts = new Set(steps.flatMap(({ before, after }) => [before?.host, after?.host]).concat(cordon))
  const touched = new Set(steps.map((step) => step.pod))
  const pods = asked.flatMap((each) => (each.kind === 'create' || !touched.has(each.pod.name) ? [] : [each.pod]))
  const regionOf = new Map(snapshot.fleet.hosts.map((host) => [host.name, host.region]))
  const regions = new Set([...hosts].flatMap((host) => (host === undefined ? [] : (regionOf.get(host) ?? []))))
  const spec: Omit<PlanSpec, 'digest'> = {
    target: snapshot.target,
    intents: request.spec.intents,
    engineVersion: ENGINE_VERSION,
    observedAtMs: snapshot.observedAtMs,
    observed: {
      hosts: versionsOf(snapshot.hosts.filter((host) => hosts.has(host.name))),
      pods: versionsOf(pods),
    },
    steps,
    regions: [...regions].sort(byCodeUnit),
    refusals,
    cordon,
    waves: wavesOf(steps, request.spec.waves ?? WAVES_DEFAULT),
    gate: request.spec.gate ?? GATE_DEFAULT,
  }
  return { ...spec, digest: digestOf(spec) }
}

function versionsOf(things: readonly { readonly name: string; readonly version: string }[]): Record<string, string> {
  const sorted = [...things].sort((a, b) => byCodeUnit(a.name, b.name))
  return Object.fromEntries(sorted.map(({ name, version }) => [name, version]))
}
