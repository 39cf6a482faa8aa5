import { byMonth, fewestAlike } from './fleet-descent.ts'
import { type Levels, oneFewer, sameLevels } from './fleet-levels.ts'
import { type FleetProblem, type FleetSearch, likely } from './fleet-question.ts'

/** One host fewer of a group: bought fewer from its first month on, or freed from that month on. */
export interface Fewer {
  readonly group: number
  readonly levels: Levels
}

export interface FleetFound {
  readonly isFound: boolean
  /** The fleet that keeps the goal; the largest one tried when none does. */
  readonly levels: Levels
  /** A fleet with room, on which the search looked down; the largest one tried when none keeps the goal. */
  readonly ample: Levels
  /** For each group that has a host fleets that miss the goal with one fewer. */
  readonly fewer: readonly Fewer[]
}

/**
 * Searches a fleet that keeps a goal and of which no host can go, by questions: it yields fleets and is told of each
 * whether it keeps the goal. What it yields follows from the answers alone.
 *
 * It goes down to the fewest hosts with all months alike, by what is likely, and asks the hardest seeds there; then
 * on to what each month needs, and asks all. Where either says no, whoever answers knows more than before, and it goes
 * down again, by steps that start where it came out the last time. At last one host fewer of every group is put to all,
 * again and again until all are missed.
 *
 * That more hosts never make a goal miss is taken on the way down alone. Where it is not so the answer still was run
 * and keeps the goal, and so was each one host below it, and misses.
 */
export function* searchFleet(problem: FleetProblem): FleetSearch<FleetFound> {
  const present: Levels = problem.present.map((count) => Array<number>(problem.months).fill(count))
  let lastAlike: Levels | null = null
  let last: Levels | null = null
  for (;;) {
    const ample: Levels | null = yield* growUntilKept(present, problem)
    if (ample === null) {
      const largest = present.map((hosts, g) => hosts.map((count) => count + problem.addMax[g]))
      return { isFound: false, levels: largest, ample: largest, fewer: [] }
    }
    const alike: Levels = yield* fewestAlike(ample, problem, lastAlike)
    lastAlike = alike
    if (!(yield { levels: alike, by: 'hardest' })) continue
    const levels: Levels = yield* byMonth(alike, problem, last)
    last = levels
    if (yield { levels, by: 'all' }) return { ...(yield* polish(levels, problem)), ample }
  }
}

/**
 * A fleet that keeps the goal: as it stands, else more of every group, shares that double, and then with four times
 * as many more, so that what is bought of one group may stand in for another. Null when none keeps it.
 */
function* growUntilKept(present: Levels, { addMax }: FleetProblem): FleetSearch<Levels | null> {
  const moreOf = (count: number, quarters: number): number => Math.ceil((Math.max(1, count) * quarters) / 4)
  const grown = (quarters: number): Levels =>
    present.map((hosts, g) => hosts.map((count) => count + Math.min(addMax[g], moreOf(count, quarters))))
  if (yield likely(present)) return present
  let asked = present
  for (let quarters = 1; ; quarters *= 2) {
    const levels = grown(quarters)
    if (!sameLevels(levels, asked) && (yield likely(levels))) {
      const ample = grown(4 * quarters)
      return (yield likely(ample)) ? ample : levels
    }
    if (present.every(([count], g) => moreOf(count, quarters) >= addMax[g])) return null
    asked = levels
  }
}

/** Tries one host fewer of each group until none can go; of a group of which one can, more go at once. */
function* polish(levels: Levels, { present, least }: FleetProblem): FleetSearch<Omit<FleetFound, 'ample'>> {
  let now = levels
  for (;;) {
    const fewer: Fewer[] = []
    let better: Levels | null = null
    for (const [g, count] of present.entries()) {
      const fewest = least?.[g] ?? 0
      const less = oneFewer(now, g, count, fewest)
      if (less === null) continue
      better = yield* leapDown(now, g, { present: count, least: fewest })
      if (better !== null) break
      fewer.push({ group: g, levels: less })
    }
    if (better === null) return { isFound: true, levels: now, fewer }
    now = better
  }
}

/** As many hosts of a group fewer as can go, found by the hardest seeds and then put to all; null: not one can. */
function* leapDown(
  levels: Levels,
  group: number,
  { present, least }: { readonly present: number; readonly least: number },
): FleetSearch<Levels | null> {
  const fleets = [levels]
  const fewer = (of: Levels): Levels | null => oneFewer(of, group, present, least)
  for (let less = fewer(levels); less !== null; less = fewer(less)) fleets.push(less)
  let missed = fleets.length
  while (missed > 1) {
    let kept = 0
    for (let step = 1; kept + 1 < missed; step *= 2) {
      const next = kept + Math.min(step, Math.ceil((missed - kept) / 2))
      if (yield { levels: fleets[next], by: 'hardest' }) kept = next
      else missed = next
    }
    if (kept === 0) return null
    if (yield { levels: fleets[kept], by: 'all' }) return fleets[kept]
    missed = kept
  }
  return null
}
