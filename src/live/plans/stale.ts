import type { Fault } from '../../base/result.ts'
import type { PlanSpec, PlanStep } from '../../model/plan.ts'
import type { ObservedHost, ObservedPod, Snapshot } from '../../model/snapshot.ts'
import { adoptHolding, engineOf } from './engine-of.ts'
import { nearTo, onlyNear } from './near.ts'
import type { Reservation } from './reservations.ts'

/** What the plan itself has written: no difference there makes it stale. */
export interface OwnWrites {
  /** Numbers of steps that were begun. */
  readonly steps: ReadonlySet<number>
  /** Those of them that are in hand: resuming finishes them, whatever is free meanwhile. */
  readonly inHand: ReadonlySet<number>
  /** Those of them that were taken back and are gone on with, their pods as `goOnWith` found them. */
  readonly anew: ReadonlySet<number>
  /** Hosts it has cordoned. */
  readonly cordoned: ReadonlySet<string>
}

export const NO_WRITES: OwnWrites = {
  steps: new Set(),
  inHand: new Set(),
  anew: new Set(),
  cordoned: new Set(),
}

/**
 * How the fleet differs from what a plan was decided on: hosts and pods that its steps touch and that are no longer as
 * observed, and what it is to give that somebody else (another plan, say) has taken since. Empty when it may go on.
 *
 * others  what other open plans reserve
 */
export function staleFaults(
  spec: PlanSpec,
  snapshot: Snapshot,
  others: readonly Reservation[],
  own: OwnWrites,
): readonly Fault[] {
  const unbegun = spec.steps.filter((step) => !own.steps.has(step.number))
  const isLeft = (number: number): boolean => !own.steps.has(number) || own.anew.has(number)
  const left = spec.steps.filter(({ number }) => isLeft(number))
  const observed = `, as observed at ${new Date(spec.observedAtMs).toISOString()}`
  const faults = [...hostFaults(spec, snapshot, left, own, observed), ...podFaults(spec, snapshot, unbegun, observed)]
  const ahead = spec.steps.filter(({ number }) => isLeft(number) || own.inHand.has(number))
  // What is taken is told only of a fleet that is otherwise as it was: else it follows from what is told already.
  return faults.length > 0 ? faults : takenFaults(spec, snapshot, others, ahead, observed)
}

function hostFaults(
  { observed, cordon }: PlanSpec,
  snapshot: Snapshot,
  left: readonly PlanStep[],
  own: OwnWrites,
  at: string,
): Fault[] {
  const needed = new Set([...cordon, ...left.flatMap(({ before, after }) => [before?.host, after?.host])])
  const now = new Map(snapshot.hosts.map((host) => [host.name, host]))
  const faults: Fault[] = []
  for (const [name, version] of Object.entries(observed.hosts)) {
    if (!needed.has(name) || own.cordoned.has(name)) continue
    const host = now.get(name)
    if (host?.version === version) continue
    const found = host === undefined ? 'no such host' : hostWords(host)
    faults.push({ path: `hosts.${name}`, found, expected: `version ${version}${at}${stepsOn(left, name)}` })
  }
  return faults
}

/** Which steps need a host, for whoever reads why the plan cannot go on. */
function stepsOn(steps: readonly PlanStep[], host: string): string {
  const numbers = steps
    .filter(({ before, after }) => [before?.host, after?.host].includes(host))
    .map((step) => step.number)
  if (numbers.length === 0) return ''
  const more = numbers.length > 5 ? ` and ${numbers.length - 5} more` : ''
  return `, for step${numbers.length === 1 ? '' : 's'} ${numbers.slice(0, 5).join(', ')}${more}`
}

function hostWords({ version, cordoned, ready, foreign, foreignPods }: ObservedHost): string {
  const words = [`version ${version}`]
  if (cordoned) words.push('cordoned')
  if (!ready) words.push('not ready')
  if (foreign.cpus !== '' || Object.keys(foreign.memoryMib).length > 0) {
    const shown = foreignPods.slice(0, 3).join(', ')
    const more = foreignPods.length > 3 ? ` and ${foreignPods.length - 3} more` : ''
    words.push(`Cpus ${foreign.cpus === '' ? 'none' : foreign.cpus} foreign${shown === '' ? '' : ` (${shown}${more})`}`)
  }
  return words.join(', ')
}

function podFaults({ observed }: PlanSpec, snapshot: Snapshot, left: readonly PlanStep[], at: string): Fault[] {
  const now = new Map(snapshot.pods.map((pod) => [pod.name, pod]))
  const faults: Fault[] = []
  for (const { pod: name, uid } of left) {
    const pod = now.get(name)
    const path = `pods.${name}`
    if (uid === null) {
      if (pod !== undefined) faults.push({ path, found: `a pod${where(pod)}`, expected: `no such pod${at}` })
      continue
    }
    const version = observed.pods[name]
    if (pod === undefined) faults.push({ path, found: 'no such pod', expected: `version ${version}${at}` })
    else if (pod.uid !== uid) {
      faults.push({ path, found: `another pod of that name, uid ${pod.uid}`, expected: `uid ${uid}${at}` })
    } else if (pod.version !== version) {
      const found = `version ${pod.version}, ${pod.state}${where(pod)}`
      faults.push({ path, found, expected: `version ${version}${at}` })
    }
  }
  return faults
}

function where({ holding, cpus, memoryMib }: ObservedPod): string {
  return holding === null ? '' : ` on ${holding.host} with ${cpus} Cpus and ${memoryMib} MiB`
}

/**
 * Books the fleet as it will be, the plan's own pods last: what they are to get must be free then. A step in hand is
 * one to come: what its pod still holds will be free. Only what is on the hosts of those steps, or has an address that
 * they are to get, can be in the way.
 */
function takenFaults(
  spec: PlanSpec,
  snapshot: Snapshot,
  others: readonly Reservation[],
  left: readonly PlanStep[],
  at: string,
): Fault[] {
  const taking = left.filter((step) => step.after !== null)
  if (taking.length === 0) return []
  const moved = new Set(left.map((step) => step.pod))
  const rest = { ...snapshot, pods: snapshot.pods.filter((pod) => !moved.has(pod.name)) }
  const wanted = taking.flatMap(({ after }) => after ?? [])
  const isNear = nearTo(wanted)
  const inTheWay = others.filter(({ holding }) => isNear(holding))
  const kept = inTheWay.map(({ holding }) => holding)
  const onward = taking.filter(({ before }) => before !== null)
  const coming = new Map(onward.flatMap(({ pod, after }) => (after === null ? [] : [[pod, after] as const])))
  const engine = engineOf(onlyNear(rest, isNear, [...wanted, ...kept]), inTheWay, spec.steps, coming)
  const faults: Fault[] = []
  for (const { pod: name, game, zone, component, request, after } of taking) {
    if (after === null) continue
    const found = adoptHolding(engine, { name, game, zone, component, request, holding: after })
    if (found !== null)
      faults.push({ path: `pods.${name}`, found, expected: `what it is to get on ${after.host}, free${at}` })
  }
  return faults
}
