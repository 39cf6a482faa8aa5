import { decimalText } from '../base/decimal-text.ts'
import { US_PER_SECOND } from '../base/units.ts'
import type { GoalBoundName, GoalLimit, GoalMiss, LateOrders, LimitingResource } from './fleet-plan.ts'

/** How numbers and days are written where the words are shown. */
export interface Writing {
  /** A whole number. */
  count(value: number): string
  /** The day of an instant, as part of a sentence: `day 3`; what is 0 may be `the start`. */
  day(atUs: number): string
}

/** What a bound is of, and how its figures are written. */
const BOUND_WORDS: Readonly<Record<GoalBoundName, readonly [name: string, unit: string, scale: number]>> = {
  refusedPermille: ['players refused', ' ‰', 1],
  degradedPermille: ['players degraded', ' ‰', 1],
  readyWaitUsP99: ['ready wait p99', ' s', US_PER_SECOND],
}

const LIMIT_WORDS: Readonly<Record<LimitingResource, string>> = {
  cpus: 'Cpus',
  memoryMib: 'memory',
  diskMib: 'disk',
  ioKibps: 'disk IO',
  vf: 'VFs',
  gpu: 'GPUs',
  nicMbps: 'bandwidth',
  nicKpps: 'packets held',
  ip: 'addresses',
  volumeAttach: 'volume attachments',
  volumeMib: 'network volumes',
  diskMibUsed: 'disk written',
  packetsUsed: 'packets sent',
  rules: 'hosts that its rules allow',
}

/** Why a bound is missed though no pod was refused. */
const UNREFUSED: Readonly<Record<GoalBoundName, string>> = {
  refusedPermille: 'players wait for pods that start or come back',
  degradedPermille: 'pods are as large as their components may be',
  readyWaitUsP99: 'pods take that long from their place to readiness',
}

/** A bound with what was found, `players refused 1.3 ‰, at most 1 ‰`. found: null where nothing was measured. */
export function boundWords(
  { name, atMost, found }: { readonly name: GoalBoundName; readonly atMost: number; readonly found: number | null },
  count: Writing['count'],
): string {
  const [words, unit, scale] = BOUND_WORDS[name]
  const figure = (value: number): string => `${decimalText(value / scale, '-', count)}${unit}`
  return `${words} ${found === null ? 'none' : figure(found)}, at most ${figure(atMost)}`
}

/** The bound that is missed, as boundWords. */
export function missWords({ bound, atMost, found }: GoalMiss, { count }: Writing): string {
  return boundWords({ name: bound, atMost, found }, count)
}

/** `4 of 16 seeds miss it, seed 3 by most` */
export function seedsWords({ seeds, ran, seed }: GoalMiss): string {
  return `${seeds} of ${ran} seeds miss it, seed ${seed} by most`
}

/** From when on, when no more can be made good, and when it is worst. */
export function whenWords({ bound, fromUs, missedUs, worst, worstUs }: GoalMiss, { count, day }: Writing): string {
  const what =
    bound === 'readyWaitUsP99'
      ? `a wait of ${decimalText((worst ?? 0) / US_PER_SECOND, '-', count)} s`
      : `${count(worst ?? 0)} players`
  const parts = [
    ...(fromUs === null ? [] : [`from ${day(fromUs)}`]),
    ...(missedUs === null ? [] : [`more than promised from ${day(missedUs)}`]),
    ...(worst === null || worstUs === null ? [] : [`worst ${on(day(worstUs))}: ${what}`]),
  ]
  return parts.length === 0 ? 'between two samples' : parts.join(', ')
}

/** What was short, or that no host would help. */
export function whyWords({ bound, limits }: GoalMiss, writing: Writing): string {
  if (limits.length === 0) return `no pod was refused, so more hosts do not help: ${UNREFUSED[bound]}`
  return limits.map((limit) => limitWords(limit, writing)).join('; ')
}

function limitWords({ resource, idcs, pods, fromUs }: GoalLimit, { count, day }: Writing): string {
  const where = idcs.length === 0 ? '' : ` in ${idcs.join(', ')}`
  const short = pods === null ? 'short of' : `${count(pods)} ${pods === 1 ? 'pod' : 'pods'} refused for lack of`
  return `${short} ${LIMIT_WORDS[resource]}${where}, first ${on(day(fromUs))}`
}

function on(day: string): string {
  return day === 'the start' ? 'at the start' : `on ${day}`
}

/** Which hosts come too late though ordered as the scenario begins, and whether the goal is kept all the same. */
export function lateWords({ orders, misses }: LateOrders, { count, day }: Writing): string {
  const texts = orders.map(({ group, count: many, plannedUs, comesUs }) => {
    const hosts = `${count(many)} ${many === 1 ? 'host' : 'hosts'} of ${group}`
    const comes = comesUs === null ? 'after the scenario ends' : on(day(comesUs))
    return `${hosts} ${many === 1 ? 'comes' : 'come'} ${comes} instead of ${on(day(plannedUs))}`
  })
  const kept = misses.length === 0 ? 'The goal is kept all the same.' : 'The goal is missed meanwhile.'
  return `Ordered as the scenario begins, ${texts.join('; ')}. ${kept}`
}
