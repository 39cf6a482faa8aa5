import type { MigrateCause } from '../../model/event.ts'
import type { Holding } from '../../model/holding.ts'
import { chooseHost } from '../choose/choose-host.ts'
import { refusePlace } from '../refuse/refuse-place.ts'
import { reserve } from '../reserve/reserve.ts'
import { type Belief, byName } from '../state/belief.ts'
import type { PodRecord } from '../state/pods.ts'
import type { RangeRule } from '../state/spread-groups.ts'
import type { DecisionSheet, Round } from './round.ts'
import { rulesFor } from './rules-for.ts'

/** Moves the pods that should leave their hosts, each to the best other one. One that is not placed stays as it is. */
export function migrateAsked(belief: Belief, round: Round, sheet: DecisionSheet): void {
  if (round.migrates.size === 0) return
  for (const [pod, cause] of [...round.migrates].sort(([a], [b]) => byName(a, b))) {
    if (pod.holding !== null) migrate(belief, pod, pod.holding, cause, sheet)
  }
}

/** The pod gives back what it holds before it is judged, so that no rule counts it and nothing is held twice. */
function migrate(belief: Belief, pod: PodRecord, before: Holding, cause: MigrateCause, sheet: DecisionSheet): void {
  const { hosts, ledger } = belief
  const { identity, component, size, kept } = pod
  const { profile } = component.request
  const head = { atUs: sheet.atUs, pod: identity, profile, cause }
  sheet.deciding = identity.name
  ledger.change(pod, null)
  const { klass, ranking } = belief.classes.of(component, size, kept)
  const { range, rules } = rulesFor(belief, pod)
  if (sheet.watch?.isAbout(identity) === true) {
    const choice = { pod: identity, hosts, klass, profile: ranking.profile, range, rules, except: before.host }
    sheet.watch.choosing(sheet.upcomingSeq, sheet.atUs, { action: 'migrate', ...choice })
  }
  const board = ranking.refreshed(belief.rankingScratch)
  const host = chooseHost(hosts, board, range[0], range[1], [...rules, notOn(before.host)])
  if (host >= 0) {
    const holding = reserve(hosts, host, klass, kept)
    ledger.change(pod, holding)
    sheet.decisions.push({ seq: sheet.nextSeq(), ...head, kind: 'migrate', holding, before })
    return
  }
  const why = refusePlace(hosts, klass, range, rules, before.host)
  ledger.change(pod, before)
  sheet.decisions.push({ seq: sheet.nextSeq(), ...head, kind: 'refuse', action: 'migrate', ...size, ...why })
}

/** A rule that leaves out one host and takes nothing off the others. */
function notOn(host: number): RangeRule {
  return { kind: 'Spread', domain: 'host', limit: 1, isNeeded: false, weight: 0, counts: new Map([[host, 1]]) }
}
