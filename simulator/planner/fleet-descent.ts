import { type Levels, withMonths } from './fleet-levels.ts'
import { type FleetProblem, type FleetSearch, likely } from './fleet-question.ts'

/**
 * All months alike: first what must be bought, each group gives back as much as it can, in their order; then those that
 * buy nothing free what they can.
 *
 * last  where it came out before, which is asked first; null: nowhere yet
 */
export function* fewestAlike(
  ample: Levels,
  { present, least }: FleetProblem,
  last: Levels | null,
): FleetSearch<Levels> {
  let levels = ample
  for (const isFreed of [false, true]) {
    for (const [g, count] of present.entries()) {
      const [before, high] = [levels, levels[g][0]]
      if (isFreed && high !== count) continue
      const [low, start] = isFreed ? [least?.[g] ?? 0, high - 1] : [count, count]
      const range = { low, high, start: last?.[g][0] ?? start }
      levels = yield* fewest(range, (hosts) => withMonths(before, g, () => hosts))
    }
  }
  return levels
}

/** Then each purchase waits as long as it can, and groups that buy nothing free more from each later month on. */
export function* byMonth(
  alike: Levels,
  { present, months, least }: FleetProblem,
  last: Levels | null,
): FleetSearch<Levels> {
  let levels = alike
  for (const [g, count] of present.entries())
    if (levels[g][months - 1] > count) levels = yield* postpone(levels, g, { present: count, last })
  for (const [g, count] of present.entries())
    if (levels[g][months - 1] <= count) levels = yield* free(levels, g, { least: least?.[g] ?? 0, last })
  return levels
}

/** Hosts from low to high; high is known to keep the goal. */
interface HostRange {
  readonly low: number
  readonly high: number
  /** What to try first: the answer is thought to be near. */
  readonly start: number
}

/** The fleet of as few hosts as keep the goal: steps double from the start on until one is too far, then halve. */
function* fewest({ low, high, start }: HostRange, at: (hosts: number) => Levels): FleetSearch<Levels> {
  let [missed, kept] = [low - 1, high]
  let next = Math.max(low, Math.min(start, high - 1))
  let first: boolean | null = null
  let isBetween = false
  for (let step = 1; missed + 1 < kept; step *= 2) {
    const isKept = yield likely(at(next))
    if (isKept) kept = next
    else missed = next
    first ??= isKept
    isBetween ||= isKept !== first
    if (isBetween) next = missed + Math.ceil((kept - missed) / 2)
    else next = isKept ? Math.max(low, kept - step) : Math.min(high - 1, missed + step)
  }
  return at(kept)
}

/** Lets what a group buys come as late as it can, month by month. */
function* postpone(
  levels: Levels,
  group: number,
  { present, last }: { readonly present: number; readonly last: Levels | null },
): FleetSearch<Levels> {
  let now = levels
  for (let month = 0; month < now[group].length - 1; month++) {
    const before = now
    const low = month === 0 ? present : now[group][month - 1]
    const range = { low, high: now[group][month], start: last?.[group][month] ?? low }
    now = yield* fewest(range, (hosts) =>
      withMonths(before, group, (count, m) => (m === month ? hosts : m < month ? Math.min(count, hosts) : count)),
    )
  }
  return now
}

/** Gives back what a group does not need: from the first month on, then more from each later one. */
function* free(
  levels: Levels,
  group: number,
  { least, last }: { readonly least: number; readonly last: Levels | null },
): FleetSearch<Levels> {
  let now = levels
  for (let month = 1; month < now[group].length; month++) {
    if (now[group][month] <= least) break
    const before = now
    const high = now[group][month]
    now = yield* fewest({ low: least, high, start: last?.[group][month] ?? high - 1 }, (hosts) =>
      withMonths(before, group, (count, m) => (m < month ? count : hosts)),
    )
  }
  return now
}
