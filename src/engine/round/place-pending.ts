import { assert } from '../../base/assert.ts'
import { chooseHost } from '../choose/choose-host.ts'
import type { Ranking } from '../choose/ranking.ts'
import { refusePlace } from '../refuse/refuse-place.ts'
import { reserve } from '../reserve/reserve.ts'
import type { Belief } from '../state/belief.ts'
import type { PodRecord } from '../state/pods.ts'
import { preempt } from './preempt.ts'
import type { DecisionSheet } from './round.ts'
import { type PodRules, rulesFor } from './rules-for.ts'

/**
 * Tries every waiting pod, longest waiting first, game pods before batch pods. One that failed is not tried again until
 * something is freed: in between, placements only take. Batch pods that gave way may have left more than was needed,
 * an address of a pool say, so all that still wait are tried once more then.
 */
export function placePending(belief: Belief, sheet: DecisionSheet): void {
  if (belief.pendingCount === 0) return
  let hasBatch = false
  let preempted: PodRecord[]
  do {
    preempted = []
    belief.filterPending((pod) => {
      if (pod.component.request.batch !== true) return !tryPlace(belief, pod, sheet, preempted)
      hasBatch = true
      return true
    })
    for (const pod of preempted) belief.wantAgain(pod)
  } while (preempted.length > 0)
  if (!hasBatch) return
  belief.filterPending((pod) => pod.component.request.batch !== true || !tryPlace(belief, pod, sheet, preempted))
}

/** preempted: receives the batch pods that give way. */
function tryPlace(belief: Belief, pod: PodRecord, sheet: DecisionSheet, preempted: PodRecord[]): boolean {
  const freedAt = belief.hosts.journal.freedCount
  if (pod.triedAt === freedAt) return false
  const placed = place(belief, pod, sheet, preempted)
  pod.triedAt = freedAt
  return placed
}

function choose(belief: Belief, ranking: Ranking, { range, rules }: PodRules): number {
  return chooseHost(belief.hosts, ranking.refreshed(belief.rankingScratch), range[0], range[1], rules)
}

function place(belief: Belief, pod: PodRecord, sheet: DecisionSheet, preempted: PodRecord[]): boolean {
  const { hosts } = belief
  const { identity, component, size, kept, cause } = pod
  const { profile } = component.request
  sheet.deciding = identity.name
  const ranked = belief.classes.of(component, size, kept?.pool ?? -1)
  const { klass, ranking } = ranked
  const preempts = component.request.batch !== true && belief.batch.hostCount > 0
  if (pod.refused && !preempts && ranking.isHopeless(belief.rankingScratch)) return false
  let rules = rulesFor(belief, pod)
  let host = choose(belief, ranking, rules)
  if (host < 0 && preempts && preempt(belief, pod, ranked, sheet, preempted)) {
    rules = rulesFor(belief, pod)
    host = choose(belief, ranking, rules)
    assert(host >= 0, 'a pod fits where batch pods gave way to it')
  }
  if (sheet.watch?.isAbout(identity) === true) {
    const choice = { pod: identity, hosts, klass, profile: ranking.profile, ...rules, except: -1 }
    sheet.watch.choosing(sheet.upcomingSeq, sheet.atUs, { action: 'place', ...choice })
  }
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
    const why = refusePlace(hosts, klass, rules.range, rules.rules)
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
