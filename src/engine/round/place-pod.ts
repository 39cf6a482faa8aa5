import { assert } from '../../base/assert.ts'
import type { Decision, RefusedGroup } from '../../model/holding.ts'
import { chooseHost } from '../choose/choose-host.ts'
import type { Ranking } from '../choose/ranking.ts'
import type { RankedClass } from '../class-index.ts'
import { refusePlace } from '../refuse/refuse-place.ts'
import { reserve } from '../reserve/reserve.ts'
import type { Belief } from '../state/belief.ts'
import type { PodRecord } from '../state/pods.ts'
import { preempt } from './preempt.ts'
import type { DecisionSheet } from './round.ts'
import { type PodRules, rulesFor } from './rules-for.ts'

/** A place to the best host there is, batch pods preempted if need be, or nothing; preempted: receives them. */
export function place(belief: Belief, pod: PodRecord, sheet: DecisionSheet, preempted: PodRecord[]): boolean {
  const { identity, component, kept, cause, group } = pod
  sheet.deciding = identity.name
  const ranked = rankedClassOf(belief, pod)
  const { klass, ranking } = ranked
  const preempts = mayPreempt(belief, pod)
  if (pod.refused && !preempts && ranking.isHopeless(belief.rankingScratch)) return false
  let rules = rulesFor(belief, pod)
  let host = choose(belief, ranking, rules)
  if (host < 0 && preempts && preempt(belief, pod, ranked, sheet, preempted)) {
    rules = rulesFor(belief, pod)
    host = choose(belief, ranking, rules)
    assert(host >= 0, 'a pod fits where batch pods gave way to it')
  }
  if (host < 0) return false
  watchChoice(belief, pod, ranked, rules, sheet)
  const holding = reserve(belief.hosts, host, klass, kept)
  belief.ledger.change(pod, holding)
  const { profile } = component.request
  const line = {
    seq: sheet.nextSeq(),
    atUs: sheet.atUs,
    kind: 'place',
    pod: identity,
    profile,
    cause,
    holding,
  } as const
  sheet.decisions.push(group === null ? line : { ...line, group: group.name })
  return true
}

/** Whether a pod that was refused fits on no host even without rules over domains. */
export function isHopeless(belief: Belief, pod: PodRecord): boolean {
  if (!pod.refused || mayPreempt(belief, pod)) return false
  return rankedClassOf(belief, pod).ranking.isHopeless(belief.rankingScratch)
}

function mayPreempt({ batch }: Belief, { component }: PodRecord): boolean {
  return component.request.batch !== true && batch.hostCount > 0
}

/** Where a pod would be placed without preemption as things are, not booked; null where it fits nowhere. */
export function holdingFor(belief: Belief, pod: PodRecord): ReturnType<typeof reserve> | null {
  const { klass, ranking } = rankedClassOf(belief, pod)
  const host = choose(belief, ranking, rulesFor(belief, pod))
  return host < 0 ? null : reserve(belief.hosts, host, klass, pod.kept)
}

/** The refusal of a pod that fits nowhere as things are. group: the one that it keeps from its places. */
export function refusalOf(belief: Belief, pod: PodRecord, sheet: DecisionSheet, group?: RefusedGroup): Decision {
  const { identity, component, size, cause } = pod
  const ranked = rankedClassOf(belief, pod)
  const rules = rulesFor(belief, pod)
  watchChoice(belief, pod, ranked, rules, sheet)
  const why = refusePlace(belief.hosts, ranked.klass, rules.range, rules.rules)
  return {
    seq: sheet.upcomingSeq,
    atUs: sheet.atUs,
    kind: 'refuse',
    action: 'place',
    pod: identity,
    profile: component.request.profile,
    cause,
    ...size,
    ...why,
    ...(group === undefined ? {} : { group }),
  }
}

/** The class that a pod is placed as. */
export function rankedClassOf({ classes }: Belief, { component, size, kept }: PodRecord): RankedClass {
  return classes.of(component, size, kept)
}

function choose(belief: Belief, ranking: Ranking, { range, rules }: PodRules): number {
  return chooseHost(belief.hosts, ranking.refreshed(belief.rankingScratch), range[0], range[1], rules)
}

function watchChoice(
  { hosts }: Belief,
  { identity }: PodRecord,
  { klass, ranking }: RankedClass,
  rules: PodRules,
  sheet: DecisionSheet,
): void {
  if (sheet.watch?.isAbout(identity) !== true) return
  const choice = { pod: identity, hosts, klass, profile: ranking.profile, ...rules, except: -1 }
  sheet.watch.choosing(sheet.upcomingSeq, sheet.atUs, { action: 'place', ...choice })
}
