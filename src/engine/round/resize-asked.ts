import { type Holding, sizeOfHolding } from '../../model/holding.ts'
import { type PodSize, sizeOf } from '../../model/size.ts'
import { refuseResize } from '../refuse/refuse-resize.ts'
import { resizeInPlace } from '../resize/resize.ts'
import { type ResizeWish, resizeWish } from '../resize/wish.ts'
import { type Belief, byName } from '../state/belief.ts'
import type { PodRecord } from '../state/pods.ts'
import type { DecisionSheet, Round } from './round.ts'

/** Resizes asked for: first those that take no more of anything, so that what they free serves the others. */
export function resizeAsked(belief: Belief, round: Round, sheet: DecisionSheet): void {
  if (round.resizes.size === 0) return
  const pods = [...round.resizes.keys()].sort(byName)
  const growing: PodRecord[] = []
  for (const pod of pods) {
    const asked = round.resizes.get(pod)
    const size = asked === undefined ? pod.size : sizeOf(asked)
    const { holding } = pod
    if (holding === null) resizeWaiting(pod, size)
    else if (takesMore(size, sizeOfHolding(holding))) growing.push(pod)
    else resizePlaced(belief, round, pod, sheet)
  }
  for (const pod of growing) resizePlaced(belief, round, pod, sheet)
}

function takesMore(size: PodSize, than: PodSize): boolean {
  return size.cpus > than.cpus || size.cpuMilli > than.cpuMilli || size.memoryMib > than.memoryMib
}

/**
 * One that is not placed is asked for at the new size from now on; its refusal, once written, stands for both sizes.
 */
function resizeWaiting(pod: PodRecord, size: PodSize): void {
  if (!takesMore(size, pod.size) && !takesMore(pod.size, size)) return
  pod.size = size
  pod.triedAt = -1
}

function wishOf(belief: Belief, { component, kept }: PodRecord, holding: Holding, size: PodSize): ResizeWish {
  const wish = resizeWish(belief.hosts, holding, size, component.request)
  const prefer = belief.classes.profileNamed(component.request.profile).own?.resize
  if (prefer === null || prefer === undefined) return wish
  const { klass } = belief.classes.of(component, size, kept)
  return { ...wish, prefer: (mask) => prefer(belief.hosts, holding.host, klass, mask) }
}

function resizePlaced(belief: Belief, round: Round, pod: PodRecord, sheet: DecisionSheet): void {
  const { identity, component, holding } = pod
  const asked = round.resizes.get(pod)
  if (holding === null || asked === undefined) return
  const { cause } = asked
  sheet.deciding = identity.name
  const size = sizeOf(asked)
  const { profile } = component.request
  const wish = wishOf(belief, pod, holding, size)
  if (sheet.watch?.isAbout(identity) === true) {
    sheet.watch.resizing(sheet.upcomingSeq, sheet.atUs, identity, profile, belief.hosts, wish)
  }
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
      ...size,
      ...why,
    })
    return
  }
  pod.size = size
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
