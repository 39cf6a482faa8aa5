/** Each bin reaches so much further than the one before, so what falls into one lies within 2 %. */
const RATIO = 1.02
const LOWEST = 0.01
const BINS = 1200

/** Lower ends of the bins; the first one takes all below it. The highest lies beyond three minutes in microseconds. */
const LOWER_ENDS = ((): Float64Array => {
  const ends = new Float64Array(BINS)
  for (let i = 1, end = LOWEST; i < BINS; i++, end *= RATIO) ends[i] = end
  return ends
})()

/** The bin that a value of at least 0 falls into. */
export function binOf(value: number): number {
  let low = 0
  let high = BINS - 1
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if (LOWER_ENDS[middle] <= value) low = middle
    else high = middle - 1
  }
  return low
}

/**
 * Quantiles of values by weight, such as latencies by the packets that had them. A quantile is the mean of the bin it
 * falls into: exact where one value fills the bin, else within 2 %.
 */
export class WeightedQuantiles {
  readonly #weights = new Float64Array(BINS)
  readonly #sums = new Float64Array(BINS)
  #weight = 0

  /** bin: binOf(value). */
  add(value: number, bin: number, weight: number): void {
    this.#weights[bin] += weight
    this.#sums[bin] += value * weight
    this.#weight += weight
  }

  /** The smallest value that at least that share (permille) of the weight does not exceed; null without weight. */
  quantile(permille: number): number | null {
    if (this.#weight <= 0) return null
    // Sums of parts may come out a little below the whole.
    const wanted = (this.#weight * permille) / 1000 - this.#weight * 1e-9
    let below = 0
    let last = -1
    for (let bin = 0; bin < BINS; bin++) {
      if (this.#weights[bin] <= 0) continue
      last = bin
      below += this.#weights[bin]
      if (below >= wanted) break
    }
    return last === -1 ? null : this.#sums[last] / this.#weights[last]
  }

  clear(): void {
    this.#weights.fill(0)
    this.#sums.fill(0)
    this.#weight = 0
  }
}
