/** Hosts a block holds: a query looks at n / BLOCK bounds and scans few blocks, an update touches one of each. */
const BLOCK_BITS = 6
const BLOCK = 1 << BLOCK_BITS

/**
 * Best of n hosts under changing scores, two levels: a score per host, a bound per block of neighbours. An update is
 * O(1): a rise lifts the bound, a fall leaves it too high. A query walks the bounds from the lowest rank, scans a block
 * only when its bound could still win, and tightens the bound of what it scanned. Measured against a complete tree of
 * maxima, whose updates walk up a random path each: updates outnumber queries by the number of classes.
 */
export class ScoreBoard {
  readonly #worst: number
  readonly #scores: Int32Array
  /** [blockCount] no score of the block is higher. */
  readonly #bounds: Int32Array
  /** Score of the last `bestIn`, or the worst when it found none. */
  bestScore: number

  /** size: number of hosts. worst: the score every host starts with; a host that has it is never the best. */
  constructor(size: number, worst: number) {
    this.#worst = worst
    this.bestScore = worst
    this.#scores = new Int32Array(size).fill(worst)
    this.#bounds = new Int32Array((size + BLOCK - 1) >>> BLOCK_BITS).fill(worst)
  }

  set(rank: number, score: number): void {
    this.#scores[rank] = score
    const block = rank >>> BLOCK_BITS
    if (score > this.#bounds[block]) this.#bounds[block] = score
  }

  /**
   * Lowest rank in [from, to) with the highest score above the worst, or -1. Sets `bestScore`.
   * O(n / 64 + 64 × scanned blocks).
   */
  bestIn(from: number, to: number): number {
    const scores = this.#scores
    let best = -1
    let bestScore = this.#worst
    let rank = from
    while (rank < to) {
      const block = rank >>> BLOCK_BITS
      const blockEnd = Math.min((block + 1) << BLOCK_BITS, scores.length)
      const end = blockEnd < to ? blockEnd : to
      if (this.#bounds[block] > bestScore) {
        const isWhole = rank === block << BLOCK_BITS && end === blockEnd
        let bound = this.#worst
        for (; rank < end; rank++) {
          const score = scores[rank]
          if (score > bound) bound = score
          if (score > bestScore) {
            bestScore = score
            best = rank
          }
        }
        if (isWhole) this.#bounds[block] = bound
      }
      rank = end
    }
    this.bestScore = bestScore
    return best
  }
}
