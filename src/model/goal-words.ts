import { decimalText } from '../base/decimal-text.ts'
import { US_PER_DAY, US_PER_SECOND } from '../base/units.ts'
import { durationText } from './duration.ts'
import {
  type Exhaustion,
  GOAL_BOUNDS,
  type GoalBoundName,
  type GoalCase,
  type GoalLimit,
  type GoalMiss,
  type GroupPlan,
  type LateOrders,
  type LossCase,
} from './fleet-plan.ts'
import { type Count, resourceWords } from './resource-words.ts'
import type { Goal } from './scenario.ts'

/** `Day 31` of the scenario, counted from 1 as the clock of the workbench counts. */
export function dayOf(atUs: number): string {
  return `Day ${Math.floor(atUs / US_PER_DAY) + 1}`
}

/** `Day 31 (Day 28 to Day 40)`: the middle of a band of instants and its ends. */
export function dayBand({ p10, p50, p90 }: NonNullable<Exhaustion['firstUs']>): string {
  return `${dayOf(p50)} (${dayOf(p10)} to ${dayOf(p90)})`
}

/** What a bound is of, and how its figures are written. */
const BOUND_WORDS: Readonly<Record<GoalBoundName, readonly [name: string, unit: string, scale: number]>> = {
  refusedPermille: ['players refused', ' ‰', 1],
  degradedPermille: ['players degraded', ' ‰', 1],
  readyWaitUsP99: ['ready wait p99', ' s', US_PER_SECOND],
}

/** Behind the point, where fewer would not tell a figure from its bound. */
const DIGITS_MAX = 12

/** Why a bound is missed though no pod was refused. */
const UNREFUSED: Readonly<Record<GoalBoundName, string>> = {
  refusedPermille: 'players wait for pods that start or come back',
  degradedPermille: 'pods are as large as their components may be',
  readyWaitUsP99: 'pods take that long from their place to readiness',
}

/** A bound with what was found, `players refused 1.3 ‰, at most 1 ‰`. found: null where nothing was measured. */
export function boundWords(
  { name, atMost, found }: { readonly name: GoalBoundName; readonly atMost: number; readonly found: number | null },
  count: Count,
): string {
  const most = figure(name, atMost, count)
  let words = found === null ? 'none' : figure(name, found, count)
  // What is missed by little would read as if it were kept.
  for (let digits = 3; found !== null && found > atMost && words === most && digits <= DIGITS_MAX; digits++)
    words = figure(name, found, count, digits)
  return `${BOUND_WORDS[name][0]} ${words}, at most ${most}`
}

/** What runs are to keep: `players refused at most 1 ‰, ready wait p99 at most 120 s, in 90 % of seeds`. */
export function promiseWords(goal: Goal, count: Count): string {
  const bounds = GOAL_BOUNDS.flatMap((name) => {
    const atMost = goal[name]
    return atMost === undefined ? [] : [`${BOUND_WORDS[name][0]} at most ${figure(name, atMost, count)}`]
  })
  return `${bounds.join(', ')}, in ${goal.seedsPercent} % of seeds`
}

/** As promiseWords, with the losses that are survived: `…, also with any module lost for 1d`. */
export function goalWords(goal: Goal, count: Count): string {
  const promise = promiseWords(goal, count)
  return goal.lossesToSurvive === undefined ? promise : `${promise}, also ${survivedWords(goal.lossesToSurvive)}`
}

/**
 * What runs with nothing lost leave open of a goal, `with any module lost for 1d: not tried here; berth plan does`;
 * null where it asks for no such loss.
 */
export function untriedWords({ lossesToSurvive }: Goal): string | null {
  if (lossesToSurvive === undefined) return null
  return `${survivedWords(lossesToSurvive)}: not tried here; berth plan does`
}

function survivedWords({ domain, count, downUs }: NonNullable<Goal['lossesToSurvive']>): string {
  const lost = count === 1 ? `any ${domain}` : `any ${count} ${domain}s`
  return `with ${lost} lost for ${durationText(downUs)}`
}

function figure(name: GoalBoundName, value: number, count: Count, digits?: number): string {
  const [, unit, scale] = BOUND_WORDS[name]
  return `${decimalText(value / scale, '-', count, digits)}${unit}`
}

/**
 * What is lost and when: `nothing lost`, `rack a lost on Day 31`, `hosts a and b lost between Day 29 and Day 31`.
 *
 * atUs  of one run or of several
 */
export function lossWords(loss: LossCase | null, atUs: readonly number[]): string {
  if (loss === null) return 'nothing lost'
  const what = `${loss.domain}${loss.names.length === 1 ? '' : 's'} ${loss.names.join(' and ')} lost`
  if (atUs.length === 0) return what
  const [first, last] = [dayOf(Math.min(...atUs)), dayOf(Math.max(...atUs))]
  return first === last ? `${what} on ${first}` : `${what} between ${first} and ${last}`
}

/** The instants of a case, or the one of a run, for lossWords. */
export function lostAt(of: Pick<GoalCase, 'strikes'> | Pick<GoalMiss, 'lostUs'>): readonly number[] {
  if ('strikes' in of) return of.strikes.map(({ atUs }) => atUs)
  return of.lostUs === null ? [] : [of.lostUs]
}

/** What comes or leaves whatever is planned: `+2 on Day 16, -1 on Day 46`; empty where nothing does. */
export function anywayWords({ anyway }: Pick<GroupPlan, 'anyway'>, count: Count): string {
  return anyway.map(({ atUs, by }) => `${by < 0 ? '-' : '+'}${count(Math.abs(by))} on ${dayOf(atUs)}`).join(', ')
}

/** The bound that is missed, as boundWords. */
export function missWords({ bound, atMost, found }: GoalMiss, count: Count): string {
  return boundWords({ name: bound, atMost, found }, count)
}

/** `4 of 16 seeds miss it, seed 3 by most` */
export function seedsWords({ seeds, ran, seed }: GoalMiss): string {
  return `${seeds} of ${ran} seeds miss it, seed ${seed} by most`
}

/** From when on, when no more can be made good, and when it is worst. */
export function whenWords({ bound, fromUs, missedUs, worst, worstUs }: GoalMiss, count: Count): string {
  const what =
    bound === 'readyWaitUsP99'
      ? `a wait of ${decimalText((worst ?? 0) / US_PER_SECOND, '-', count)} s`
      : `${count(worst ?? 0)} players`
  const parts = [
    ...(fromUs === null ? [] : [`from ${dayOf(fromUs)}`]),
    ...(missedUs === null ? [] : [`more than promised from ${dayOf(missedUs)}`]),
    ...(worst === null || worstUs === null ? [] : [`worst on ${dayOf(worstUs)}: ${what}`]),
  ]
  return parts.length === 0 ? 'between two samples' : parts.join(', ')
}

/** What was short, or that no host would help. */
export function whyWords({ bound, limits }: GoalMiss, count: Count): string {
  if (limits.length === 0) return `no pod was refused, so more hosts do not help: ${UNREFUSED[bound]}`
  return limits.map((limit) => limitWords(limit, count)).join('; ')
}

function limitWords({ resource, idcs, pods, fromUs }: GoalLimit, count: Count): string {
  const where = idcs.length === 0 ? '' : ` in ${idcs.join(', ')}`
  const short = pods === null ? 'short of' : `${count(pods)} ${pods === 1 ? 'pod' : 'pods'} refused for lack of`
  return `${short} ${resourceWords(resource)}${where}, first on ${dayOf(fromUs)}`
}

/** Which hosts come too late though ordered as the scenario begins, and whether the goal is kept all the same. */
export function lateWords({ orders, misses }: LateOrders, count: Count): string {
  const texts = orders.map(({ group, count: many, plannedUs, comesUs }) => {
    const hosts = `${count(many)} ${many === 1 ? 'host' : 'hosts'} of ${group}`
    const comes = comesUs === null ? 'after the scenario ends' : `on ${dayOf(comesUs)}`
    return `${hosts} ${many === 1 ? 'comes' : 'come'} ${comes} instead of on ${dayOf(plannedUs)}`
  })
  const kept = misses.length === 0 ? 'The goal is kept all the same.' : 'The goal is missed meanwhile.'
  return `Ordered as the scenario begins, ${texts.join('; ')}. ${kept}`
}
