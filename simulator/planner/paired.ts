/** Mean difference of pairs and how sure it is. */
export interface PairedDifference {
  readonly mean: number
  /** Ends of the 95 % confidence interval; null for one pair, which says nothing of others. */
  readonly interval: readonly [number, number] | null
  /** Whether 0 lies outside the interval. Never for one pair. */
  readonly isDistinguishable: boolean
}

/**
 * Upper 2.5 % points of Student's t by degrees of freedom, as tabulated by the NIST/SEMATECH e-Handbook of Statistical
 * Methods, 1.3.6.7.2. Between two entries the one of fewer degrees counts, whose interval is wider.
 */
const T_POINTS: readonly (readonly [degrees: number, point: number])[] = [
  [1, 12.706],
  [2, 4.303],
  [3, 3.182],
  [4, 2.776],
  [5, 2.571],
  [6, 2.447],
  [7, 2.365],
  [8, 2.306],
  [9, 2.262],
  [10, 2.228],
  [11, 2.201],
  [12, 2.179],
  [13, 2.16],
  [14, 2.145],
  [15, 2.131],
  [16, 2.12],
  [17, 2.11],
  [18, 2.101],
  [19, 2.093],
  [20, 2.086],
  [21, 2.08],
  [22, 2.074],
  [23, 2.069],
  [24, 2.064],
  [25, 2.06],
  [26, 2.056],
  [27, 2.052],
  [28, 2.048],
  [29, 2.045],
  [30, 2.042],
  [40, 2.021],
  [60, 2.0],
  [100, 1.984],
]

/**
 * The paired t interval ("Student", "The Probable Error of a Mean", Biometrika 6, 1908): mean ± t · s / √n over the
 * differences of each pair. Pairs share their luck, so that what both have in common falls out. It takes the mean of
 * the differences for normal, which is doubtful for few and skewed ones. Equal differences give an interval of width 0.
 *
 * differences  one a pair, at least one
 */
export function pairedDifference(differences: readonly number[]): PairedDifference {
  const count = differences.length
  const mean = differences.reduce((sum, value) => sum + value, 0) / count
  if (count < 2) return { mean, interval: null, isDistinguishable: false }
  if (differences.every((value) => value === differences[0])) {
    return { mean: differences[0], interval: [differences[0], differences[0]], isDistinguishable: differences[0] !== 0 }
  }
  const squares = differences.reduce((sum, value) => sum + (value - mean) * (value - mean), 0)
  const half = tPoint(count - 1) * Math.sqrt(squares / (count - 1) / count)
  return { mean, interval: [mean - half, mean + half], isDistinguishable: mean - half > 0 || mean + half < 0 }
}

function tPoint(degrees: number): number {
  let point = T_POINTS[0][1]
  for (const [known, value] of T_POINTS) if (known <= degrees) point = value
  return point
}
