import { assert } from '../../src/base/assert.ts'

/** Hosts of each group, by month. */
export type Levels = readonly (readonly number[])[]

/** What is searched. Groups are in the order in which hosts are saved: of the first as many as can be. */
export interface FleetProblem {
  /** Hosts that each group has at the start; the fleet as it stands has them to the end. */
  readonly present: readonly number[]
  readonly months: number
  /** Hosts that may be added to each group at most. */
  readonly addMax: readonly number[]
}

/** One host fewer of a group: bought fewer from its first month on, or freed from that month on. */
export interface Fewer {
  readonly group: number
  readonly levels: Levels
}

export interface FleetFound {
  readonly isFound: boolean
  /** The fleet that keeps the goal; the largest one tried when none does. */
  readonly levels: Levels
  /** For each group that has a host fleets that miss the goal with one fewer. */
  readonly fewer: readonly Fewer[]
}

/** Asks whether a fleet keeps the goal and is told so. */
export type FleetSearch<T> = Generator<Levels, T, boolean>

/**
 * Searches a fleet that keeps a goal and of which no host can go, by questions: it yields fleets and is told of each
 * whether it keeps the goal. What it yields follows from the answers alone.
 *
 * First what must be bought: all groups grow alike until the goal is kept and beyond, then each gives back as much as
 * it can, in their order, all months alike; then each purchase waits as long as it can. Then what can be freed: of
 * groups that buy nothing, in their order, as many as can be from the first month on, then more from each later one.
 * At last one host fewer is tried of every group, again and again until all are missed.
 *
 * Each step is a bisection, which takes it that more hosts never make a goal miss. Where that is not so the last step
 * still holds: the answer was run and keeps the goal, and so was each one host below it, and misses.
 */
export function* searchFleet(problem: FleetProblem): FleetSearch<FleetFound> {
  const { present, months } = problem
  let levels: Levels = present.map((count) => Array<number>(months).fill(count))
  const ample: Levels | null = yield* growUntilKept(levels, problem)
  if (ample === null) {
    const largest = levels.map((hosts, g) => hosts.map((count) => count + problem.addMax[g]))
    return { isFound: false, levels: largest, fewer: [] }
  }
  levels = ample
  for (const [g, count] of present.entries()) {
    levels = yield* leastFrom(levels, g, 0, { low: count, high: levels[g][0], first: 'low' })
  }
  for (const [g, count] of present.entries())
    if (levels[g][months - 1] > count) levels = yield* postpone(levels, g, count)
  for (const [g, count] of present.entries()) if (levels[g][months - 1] === count) levels = yield* free(levels, g)
  return yield* polish(levels, problem)
}

/** The months of one group made so, the rest as it was. */
export function withMonths(levels: Levels, group: number, countOf: (before: number, month: number) => number): Levels {
  return levels.map((hosts, g) => (g === group ? hosts.map(countOf) : hosts))
}

/**
 * A fleet that keeps the goal: as it stands, else more of every group, shares that double, and then with four times
 * as many more, so that what is bought of one group may stand in for another. Null when none keeps it.
 */
function* growUntilKept(present: Levels, { addMax }: FleetProblem): FleetSearch<Levels | null> {
  const moreOf = (count: number, quarters: number): number => Math.ceil((Math.max(1, count) * quarters) / 4)
  const grown = (quarters: number): Levels =>
    present.map((hosts, g) => hosts.map((count) => count + Math.min(addMax[g], moreOf(count, quarters))))
  if (yield present) return present
  let asked = present
  for (let quarters = 1; ; quarters *= 2) {
    const levels = grown(quarters)
    if (!sameLevels(levels, asked) && (yield levels)) {
      const ample = grown(4 * quarters)
      return (yield ample) ? ample : levels
    }
    if (present.every(([count], g) => moreOf(count, quarters) >= addMax[g])) return null
    asked = levels
  }
}

/** Hosts of a group from a month on, as few as keep the goal; `high` is known to keep it. first: which end to try. */
function* leastFrom(
  levels: Levels,
  group: number,
  from: number,
  { low, high, first }: { readonly low: number; readonly high: number; readonly first: 'low' | 'high' },
): FleetSearch<Levels> {
  const at = (count: number): Levels => withMonths(levels, group, (before, month) => (month < from ? before : count))
  let [missed, kept] = [low - 1, high]
  let next = first === 'low' ? low : high - 1
  while (missed + 1 < kept) {
    if (yield at(next)) kept = next
    else missed = next
    next = missed + Math.ceil((kept - missed) / 2)
  }
  return at(kept)
}

/** Lets what a group buys come as late as it can, month by month. */
function* postpone(levels: Levels, group: number, present: number): FleetSearch<Levels> {
  let now = levels
  for (let month = 0; month < now[group].length - 1; month++) {
    const least = month === 0 ? present : now[group][month - 1]
    let [missed, kept, next] = [least - 1, now[group][month], least]
    const at = (count: number): Levels =>
      withMonths(now, group, (before, m) => (m === month ? count : m < month ? Math.min(before, count) : before))
    while (missed + 1 < kept) {
      if (yield at(next)) kept = next
      else missed = next
      next = missed + Math.ceil((kept - missed) / 2)
    }
    now = at(kept)
  }
  return now
}

/** Gives back what a group does not need: from the first month on, then more from each later one. */
function* free(levels: Levels, group: number): FleetSearch<Levels> {
  let now = levels
  for (let month = 0; month < now[group].length; month++) {
    if (now[group][month] === 0) break
    now = yield* leastFrom(now, group, month, { low: 0, high: now[group][month], first: 'high' })
  }
  return now
}

/** Tries one host fewer of each group until none can go. */
function* polish(levels: Levels, { present }: FleetProblem): FleetSearch<FleetFound> {
  let now = levels
  for (;;) {
    const fewer: Fewer[] = []
    let better: Levels | null = null
    for (const [g, count] of present.entries()) {
      const less = oneFewer(now, g, count)
      if (less === null) continue
      if (yield less) {
        better = less
        break
      }
      fewer.push({ group: g, levels: less })
    }
    if (better === null) return { isFound: true, levels: now, fewer }
    now = better
  }
}

/**
 * One host of a group fewer: of what it buys in every month, else of what it has at the end; null where it has none.
 */
export function oneFewer(levels: Levels, group: number, present: number): Levels | null {
  const hosts = levels[group]
  const last = hosts[hosts.length - 1]
  if (last > present) return withMonths(levels, group, (count) => Math.min(count, last - 1))
  // Freed one more, as early as fewest were there: from the first month of that level on.
  if (last === 0) return null
  const from = hosts.indexOf(last)
  assert(from >= 0, 'the last level is one of them')
  return withMonths(levels, group, (count, month) => (month < from ? count : last - 1))
}

export function sameLevels(a: Levels, b: Levels): boolean {
  return a.every((hosts, g) => hosts.every((count, month) => count === b[g][month]))
}
