/** Hosts a block holds: a query looks at n / BLOCK bounds and repairs few blocks, an update touches one of each. */
const BLOCK_BITS = 6
const BLOCK = 1 << BLOCK_BITS

/**
 * Best of n hosts under changing scores, two levels: a score per host, a bound per block of neighbours. An update is
 * O(1): a rise lifts the bound, a fall of the block's best only marks the bound as too high. A query walks the bounds
 * from the lowest rank and repairs a marked block only when its bound could still win. Measured against a complete
 * tree of maxima, whose updates walk up a random path each: updates outnumber queries by the number of classes.
 */
export class ScoreBoard {
  readonly #worst: number
  readonly #scores: Int32Array
  /** [blockCount] no score of the block is higher; exact unless marked in #loose. */
  readonly #bounds: Int32Array
  readonly #loose: Uint8Array
  /** Score of the last `bestIn`, or the worst when it found none. */
  bestScore: number

  /** size: number of hosts. worst: the score every host starts with; a host that has it is never the best. */
  constructor(size: number, worst: number) {
    this.#worst = worst
    this.bestScore = worst
    this.#scores = new Int32Array(size).fill(worst)
    this.#bounds = new Int32Array((size + BLOCK - 1) >>> BLOCK_BITS).fill(worst)
    this.#loose = new Uint8Array(this.#bounds.length)
  }

  get(rank: number): number {
    return this.#scores[rank]
  }

  set(rank: number, score: number): void {
    const before = this.#scores[rank]
    if (before === score) return
    this.#scores[rank] = score
    const block = rank >>> BLOCK_BITS
    const bound = this.#bounds[block]
    if (score >= bound) {
      this.#bounds[block] = score
      this.#loose[block] = 0
    } else if (before === bound) {
      this.#loose[block] = 1
    }
  }

  /**
   * Lowest rank in [from, to) with the highest score above the worst, or -1. Sets `bestScore`.
   * O(n / 64 + 64 × repaired blocks).
   */
  bestIn(from: number, to: number): number {
    let best = -1
    this.bestScore = this.#worst
    let rank = from
    while (rank < to) {
      const block = rank >>> BLOCK_BITS
      const blockEnd = (block + 1) << BLOCK_BITS
      const end = blockEnd < to ? blockEnd : to
      if (this.#bounds[block] > this.bestScore) {
        const isWhole = rank === block << BLOCK_BITS && (end === blockEnd || end === this.#scores.length)
        if (isWhole && this.#loose[block] === 1) this.#repair(block)
        if (!isWhole || this.#bounds[block] > this.bestScore) best = this.#bestInStretch(rank, end, best)
      }
      rank = end
    }
    return best
  }

  #bestInStretch(from: number, to: number, best: number): number {
    let found = best
    for (let rank = from; rank < to; rank++) {
      if (this.#scores[rank] > this.bestScore) {
        this.bestScore = this.#scores[rank]
        found = rank
      }
    }
    return found
  }

  #repair(block: number): void {
    let bound = this.#worst
    const end = Math.min(this.#scores.length, (block + 1) << BLOCK_BITS)
    for (let rank = block << BLOCK_BITS; rank < end; rank++) if (this.#scores[rank] > bound) bound = this.#scores[rank]
    this.#bounds[block] = bound
    this.#loose[block] = 0
  }
}
