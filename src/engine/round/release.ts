import { type Belief, byName } from '../state/belief.ts'
import type { DecisionSheet, Round } from './round.ts'

/** Ends every holding on the hosts lost since the last round; pods still wanted wait again. */
export function releaseLost(belief: Belief, round: Round, sheet: DecisionSheet): void {
  if (round.lostHosts.size === 0) return
  for (const pod of belief.podsOn(round.lostHosts)) {
    const { holding } = pod
    if (holding === null) continue
    belief.ledger.change(pod, null)
    sheet.decisions.push({
      seq: sheet.nextSeq(),
      atUs: sheet.atUs,
      kind: 'release',
      pod: pod.identity,
      profile: pod.component.request.profile,
      cause: 'host-lost',
      holding,
    })
    if (pod.wanted) belief.wantAgain(pod)
  }
}

/** Ends the holdings whose release was asked for. One that holds nothing is forgotten without a line. */
export function releaseAsked(belief: Belief, round: Round, sheet: DecisionSheet): void {
  if (round.releases.size === 0) return
  for (const pod of [...round.releases.keys()].sort(byName)) {
    const { holding } = pod
    if (holding !== null) {
      belief.ledger.change(pod, null)
      const cause = round.releases.get(pod) ?? ''
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
    belief.forget(pod)
  }
  belief.filterPending((pod) => pod.wanted)
}
