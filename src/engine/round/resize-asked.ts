import { sumOf } from '../../base/sum.ts'
import { refuseResize } from '../refuse/refuse-resize.ts'
import { resizeWish } from '../resize/numa.ts'
import { resizeInPlace } from '../resize/resize.ts'
import { type Belief, byName } from '../state/belief.ts'
import type { PodRecord } from '../state/pods.ts'
import type { DecisionSheet, Round } from './round.ts'

/** Resizes asked for: first those that take no more of anything, so that what they free serves the others. */
export function resizeAsked(belief: Belief, round: Round, sheet: DecisionSheet): void {
  if (round.resizes.size === 0) return
  const pods = [...round.resizes.keys()].sort(byName)
  const growing: PodRecord[] = []
  for (const pod of pods) {
    const { cpus, memoryMib } = round.resizes.get(pod) ?? pod
    const { holding } = pod
    if (holding === null) resizeWaiting(pod, cpus, memoryMib)
    else if (cpus > holding.cpus.length || memoryMib > sumOf(holding.memoryMib)) growing.push(pod)
    else resizePlaced(belief, round, pod, sheet)
  }
  for (const pod of growing) resizePlaced(belief, round, pod, sheet)
}

/**
 * One that is not placed is asked for at the new size from now on; its refusal, once written, stands for both sizes.
 */
function resizeWaiting(pod: PodRecord, cpus: number, memoryMib: number): void {
  if (pod.cpus === cpus && pod.memoryMib === memoryMib) return
  pod.cpus = cpus
  pod.memoryMib = memoryMib
  pod.triedAt = -1
}

function resizePlaced(belief: Belief, round: Round, pod: PodRecord, sheet: DecisionSheet): void {
  const { identity, component, holding } = pod
  const asked = round.resizes.get(pod)
  if (holding === null || asked === undefined) return
  const { cpus, memoryMib, cause } = asked
  const { numa, profile } = component.request
  const wish = resizeWish(belief.hosts, holding, cpus, memoryMib, numa === 'single')
  const after = resizeInPlace(belief.hosts, wish)
  if (after === null) {
    const why = refuseResize(belief.hosts, wish)
    sheet.decisions.push({
      seq: sheet.nextSeq(),
      atUs: sheet.atUs,
      kind: 'refuse',
      action: 'resize',
      pod: identity,
      profile,
      cause,
      cpus,
      memoryMib,
      ...why,
    })
    return
  }
  pod.cpus = cpus
  pod.memoryMib = memoryMib
  belief.ledger.change(pod, after)
  sheet.decisions.push({
    seq: sheet.nextSeq(),
    atUs: sheet.atUs,
    kind: 'resize',
    pod: identity,
    profile,
    cause,
    holding: after,
    before: holding,
  })
}
