import type { ReleaseLine } from '../../model/decision.ts'
import type { Holding } from '../../model/holding.ts'
import { type Belief, byName } from '../state/belief.ts'
import type { PodRecord } from '../state/pods.ts'
import type { DecisionSheet, Round } from './round.ts'

/** Ends every holding on the hosts lost since the last round; pods still wanted wait again. */
export function releaseLost(belief: Belief, round: Round, sheet: DecisionSheet): void {
  if (round.lostHosts.size === 0) return
  for (const pod of belief.podsOn(round.lostHosts)) {
    endHolding(belief, pod, 'host-lost', sheet)
    if (pod.wanted) belief.wantAgain(pod)
  }
}

/** Writes the end of every holding that did not come about; pods still wanted wait again. */
export function releaseForgotten(belief: Belief, round: Round, sheet: DecisionSheet): void {
  if (round.forgotten.size === 0) return
  for (const [pod, holding] of [...round.forgotten].sort(([a], [b]) => byName(a, b))) {
    writeRelease(pod, holding, 'bind-failed', sheet)
    if (pod.wanted) belief.wantAgain(pod)
  }
}

/** Ends the holdings whose release was asked for. One that holds nothing is forgotten without a line. */
export function releaseAsked(belief: Belief, round: Round, sheet: DecisionSheet): void {
  if (round.releases.size === 0) return
  for (const pod of [...round.releases.keys()].sort(byName)) {
    endHolding(belief, pod, round.releases.get(pod) ?? 'gone', sheet)
    belief.forget(pod)
  }
  belief.filterPending((pod) => pod.wanted)
}

/** Ends what a pod holds, if anything, and writes it. */
export function endHolding(belief: Belief, pod: PodRecord, cause: ReleaseLine['cause'], sheet: DecisionSheet): void {
  const { holding } = pod
  if (holding === null) return
  belief.ledger.change(pod, null)
  writeRelease(pod, holding, cause, sheet)
}

function writeRelease(pod: PodRecord, holding: Holding, cause: ReleaseLine['cause'], sheet: DecisionSheet): void {
  sheet.decisions.push({
    seq: sheet.nextSeq(),
    atUs: sheet.atUs,
    kind: 'release',
    pod: pod.identity,
    profile: pod.component.request.profile,
    cause,
    holding,
  })
}
