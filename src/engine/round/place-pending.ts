import { chooseHost } from '../choose/choose-host.ts'
import { refusePlace } from '../refuse/refuse-place.ts'
import { reserve } from '../reserve/reserve.ts'
import type { Belief } from '../state/belief.ts'
import type { PodRecord } from '../state/pods.ts'
import type { DecisionSheet } from './round.ts'

/**
 * Tries every waiting pod, longest waiting first. One that failed is not tried again until something is freed: in
 * between, placements only take.
 */
export function placePending(belief: Belief, sheet: DecisionSheet): void {
  if (belief.pendingCount === 0) return
  belief.filterPending((pod) => {
    const freedAt = belief.hosts.journal.freedCount
    if (pod.triedAt === freedAt) return true
    const placed = place(belief, pod, sheet)
    pod.triedAt = freedAt
    return !placed
  })
}

function place(belief: Belief, pod: PodRecord, sheet: DecisionSheet): boolean {
  const { hosts } = belief
  const { identity, component, size, kept, cause } = pod
  const { together, profile } = component.request
  const { klass, ranking } = belief.classes.of(component, size, kept?.pool ?? -1)
  if (pod.refused && ranking.isHopeless(belief.rankingScratch)) return false
  const range = belief.together.range(together, identity)
  const rules = [...component.groups.rangeRules(identity), ...belief.together.pull(together, identity)]
  if (sheet.watch?.isAbout(identity) === true) {
    const choice = { pod: identity, hosts, klass, profile: ranking.profile, range, rules, except: -1 }
    sheet.watch.choosing(sheet.upcomingSeq, sheet.atUs, { action: 'place', ...choice })
  }
  const host = chooseHost(hosts, ranking.refreshed(belief.rankingScratch), range[0], range[1], rules)
  if (host >= 0) {
    const holding = reserve(hosts, host, klass, kept)
    belief.ledger.change(pod, holding)
    sheet.decisions.push({
      seq: sheet.nextSeq(),
      atUs: sheet.atUs,
      kind: 'place',
      pod: identity,
      profile,
      cause,
      holding,
    })
    return true
  }
  if (!pod.refused) {
    const why = refusePlace(hosts, klass, range, rules)
    sheet.decisions.push({
      seq: sheet.nextSeq(),
      atUs: sheet.atUs,
      kind: 'refuse',
      action: 'place',
      pod: identity,
      profile,
      cause,
      ...size,
      ...why,
    })
    pod.refused = true
  }
  return false
}
