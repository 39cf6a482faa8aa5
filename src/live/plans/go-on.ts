import { isDeepStrictEqual } from 'node:util'
import type { Fault } from '../../base/result.ts'
import type { HoldingWords } from '../../model/decision.ts'
import type { PlanStep } from '../../model/plan.ts'
import type { PodRequest } from '../../model/request.ts'
import { type PodSize, sizeOfWords } from '../../model/size.ts'
import type { ObservedPod, Snapshot } from '../../model/snapshot.ts'
import type { JournalLine } from '../store/journal.ts'
import type { Direction, Memo } from '../targets/target.ts'
import { isWholly, type StepRecord } from './step-record.ts'

/** The line that says with which pod a step that was taken back is gone on with. */
const GO_ON = 'go-on'

/** A step that was taken back and can be gone on with, and its pod as it now is; null when it makes the pod itself. */
export interface GoingOn {
  readonly step: PlanStep
  readonly pod: Pick<ObservedPod, 'uid' | 'objectName'> | null
}

/** A step with the pod that it was gone on with, if it was. */
export function withPodOf(step: PlanStep, memo: Memo): PlanStep {
  const pod = memo['goesOnWith'] as GoingOn['pod'] | undefined
  return pod === undefined || pod === null ? step : { ...step, ...pod }
}

/** The journal's line of it: from then on the step is as if never begun, but for its pod. */
export function goOnLine(plan: string, { step, pod }: GoingOn, atMs: number): JournalLine {
  const detail = pod === null ? '' : `${pod.objectName} as it now is, uid ${pod.uid}`
  const memo = { goesOnWith: pod }
  return { plan, step: step.number, direction: 'forward', call: GO_ON, phase: 'done', atMs, detail, memo }
}

/** Whether the step was taken back, or gone on with and not begun since: nothing of it is there. */
function isNotBegun(record: StepRecord, back: readonly string[]): boolean {
  if (record.direction === 'back') return isWholly(record, 'back', back)
  return record.open === null && [...record.done].every((call) => call === GO_ON)
}

/**
 * Of the steps that met a clash: which can be gone on with, each with its pod as it now is, and why the others cannot.
 * Those whose way back is not done and that cannot be gone on with yet are in neither: that is to be done first.
 *
 * records  by step number
 * callsOf  of the target
 */
export function goOnWith(
  steps: readonly PlanStep[],
  records: ReadonlyMap<number, StepRecord>,
  callsOf: (step: PlanStep, direction: Direction) => readonly string[],
  snapshot: Snapshot,
): { readonly going: readonly GoingOn[]; readonly faults: readonly Fault[] } {
  const pods = new Map(snapshot.pods.map((pod) => [pod.name, pod]))
  const going: GoingOn[] = []
  const faults: Fault[] = []
  for (const step of steps) {
    const record = records.get(step.number)
    if (record === undefined) continue
    const isGone = isNotBegun(record, callsOf(step, 'back'))
    if (!isGone && record.clash === '') continue
    const pod = pods.get(step.pod) ?? null
    const fault = faultOf(step, pod)
    if (fault === null) going.push({ step, pod: pod === null ? null : { uid: pod.uid, objectName: pod.objectName } })
    else if (isGone) faults.push(fault)
  }
  return { going, faults }
}

/** Null when the pod is as the step found it, whether it is the same or was made again; else how it differs. */
function faultOf(step: PlanStep, pod: ObservedPod | null): Fault | null {
  const { number, pod: name, kind, before } = step
  const fault = (found: string, expected: string): Fault => {
    return { path: `steps.${number}`, found: `${name}: ${found}`, expected: `${expected}, as before the step` }
  }
  if (kind === 'create') return pod === null ? null : fault('a pod of that name', 'no such pod')
  const held = before ?? step.after
  const { cpus, memoryMib } = sizeOf(held)
  const size = `${cpus} Cpus and ${memoryMib} MiB`
  const where = before === null ? 'on no host' : `on ${before.host}`
  if (pod === null) return fault('no such pod', `a pod ${where} with ${size}`)
  if (pod.state === 'terminating') return fault('a pod that is ending', `a pod ${where} with ${size}`)
  if (!isDeepStrictEqual(pod.holding, before) || (before === null && pod.state !== 'pending')) {
    return fault(`a pod on ${pod.holding?.host ?? 'no host'} with ${pod.cpus} Cpus`, `a pod ${where} with ${size}`)
  }
  if (pod.cpus !== cpus || pod.memoryMib !== memoryMib) {
    return fault(`${pod.cpus} Cpus and ${pod.memoryMib} MiB`, size)
  }
  const isSame = pod.game === step.game && pod.zone === step.zone && pod.component === step.component
  if (isSame && isDeepStrictEqual(needsOf(pod.request), needsOf(step.request))) return null
  return fault('a pod that asks for something else', 'one that asks for what was decided')
}

/** What a pod asks for besides its size; the profile may be the plan's own. */
function needsOf(request: PodRequest): Partial<PodRequest> {
  const { profile: _profile, cpus: _cpus, cpuMilli: _cpuMilli, memoryMib: _memoryMib, ...needs } = request
  return needs
}

function sizeOf(holding: HoldingWords | null): Pick<PodSize, 'cpus' | 'memoryMib'> {
  return holding === null ? { cpus: 0, memoryMib: 0 } : sizeOfWords(holding)
}
