import type { NumberList } from './number-list.ts'

/** How many values there were, and their quantiles; null where there were none. */
export interface Quantiles {
  readonly count: number
  readonly p50: number | null
  readonly p90: number | null
  readonly p99: number | null
  readonly max: number | null
}

/** Quantiles of a list's values, in its unit. */
export function quantilesOf(list: NumberList): Quantiles {
  const [p50, p90, p99, max] = list.quantiles([500, 900, 990, 1000])
  return { count: list.length, p50, p90, p99, max }
}
