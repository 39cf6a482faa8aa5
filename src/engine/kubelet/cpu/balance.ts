// Source: kubernetes v1.37.2, pkg/kubelet/cm/cpumanager/cpu_assignment.go, mean and standardDeviation.

/**
 * How uneven some counts are: their standard deviation to three decimals, about a mean to three decimals. Upstream uses
 * floating point and adds up in the order of a Go map; each operation here is the same one of IEEE 754, and another
 * order of addition cannot be seen in three decimals.
 */
export function imbalance(counts: readonly number[]): number {
  let total = 0
  for (const count of counts) total += count
  const mean = toThreeDecimals(total / counts.length)
  let squares = 0
  for (const count of counts) squares += (count - mean) * (count - mean)
  return toThreeDecimals(Math.sqrt(squares / counts.length))
}

/** Halves go away from zero. */
function toThreeDecimals(value: number): number {
  const scaled = value * 1000
  return (scaled < 0 ? -Math.round(-scaled) : Math.round(scaled)) / 1000
}
