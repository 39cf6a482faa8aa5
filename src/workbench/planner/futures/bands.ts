import type { Future, FutureSeries } from '../../../worker/futures-protocol.ts'

/** How a series lies over futures, a value a sample each: one in ten is at most p10, nine in ten are at most p90. */
export interface BandColumns {
  readonly p10: Float64Array
  readonly p50: Float64Array
  readonly p90: Float64Array
}

/** The smallest value that at least that share of all does not exceed. sorted: ascending, at least one. */
export function nearestRank(sorted: ArrayLike<number>, permille: number): number {
  return sorted[Math.max(0, Math.ceil((permille * sorted.length) / 1000) - 1)]
}

/** Nearest-rank quantiles sample by sample. columns: one a future, of equal length. */
export function bandsOver(columns: readonly Float64Array[]): BandColumns {
  const length = columns.length === 0 ? 0 : Math.min(...columns.map((column) => column.length))
  const bands = { p10: new Float64Array(length), p50: new Float64Array(length), p90: new Float64Array(length) }
  const values = new Float64Array(columns.length)
  for (let i = 0; i < length; i++) {
    columns.forEach((column, c) => {
      values[c] = column[i]
    })
    values.sort()
    bands.p10[i] = nearestRank(values, 100)
    bands.p50[i] = nearestRank(values, 500)
    bands.p90[i] = nearestRank(values, 900)
  }
  return bands
}

/** The band of a series; a total as what it rose since the sample before. */
export function seriesBand(futures: readonly Future[], series: FutureSeries): BandColumns {
  const columns = futures.map((future) => future.series[series])
  if (series !== 'refusalsTotal') return bandsOver(columns)
  return bandsOver(columns.map((total) => total.map((value, i) => (i === 0 ? value : value - total[i - 1]))))
}
