import { assert } from '../../src/base/assert.ts'

/** Hosts of each group, by month. */
export type Levels = readonly (readonly number[])[]

/** The months of one group made so, the rest as it was. */
export function withMonths(levels: Levels, group: number, countOf: (before: number, month: number) => number): Levels {
  return levels.map((hosts, g) => (g === group ? hosts.map(countOf) : hosts))
}

/**
 * One host of a group fewer: of what it buys in every month, else of what it has at the end; null where it has no more
 * than the least.
 */
export function oneFewer(levels: Levels, group: number, present: number, least = 0): Levels | null {
  const hosts = levels[group]
  const last = hosts[hosts.length - 1]
  if (last > present) return withMonths(levels, group, (count) => Math.min(count, last - 1))
  // Freed one more, as early as fewest were there: from the first month of that level on.
  if (last <= least) return null
  const from = hosts.indexOf(last)
  assert(from >= 0, 'the last level is one of them')
  return withMonths(levels, group, (count, month) => (month < from ? count : last - 1))
}

export function sameLevels(a: Levels, b: Levels): boolean {
  return a.every((hosts, g) => hosts.every((count, month) => count === b[g][month]))
}
