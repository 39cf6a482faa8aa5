/** Hosts a block holds, and blocks a region holds. */
const FAN_BITS = 6
const REGION_BITS = 2 * FAN_BITS

/**
 * Best of n hosts under changing scores, three levels: a score per host, a bound per block of neighbours, a bound per
 * region of blocks. An update is O(1): a rise lifts the bounds, a fall leaves them too high. A query walks the regions
 * from the lowest rank, looks into one, and into a block, only when its bound could still win, and tightens the bounds
 * of what it looked at. Measured against a complete tree of maxima, whose updates walk up a random path each: updates
 * outnumber queries by the number of classes.
 */
export class ScoreBoard {
  readonly #worst: number
  readonly #scores: Int32Array
  /** [blockCount] no score of the block is higher. */
  readonly #blocks: Int32Array
  /** [regionCount] no bound of a block of the region is higher. */
  readonly #regions: Int32Array
  #best = -1
  /** Score of the last `bestIn`, or the worst when it found none. */
  bestScore: number

  /** size: number of hosts. worst: the score every host starts with; a host that has it is never the best. */
  constructor(size: number, worst: number) {
    this.#worst = worst
    this.bestScore = worst
    this.#scores = new Int32Array(size).fill(worst)
    this.#blocks = new Int32Array(Math.ceil(size / (1 << FAN_BITS))).fill(worst)
    this.#regions = new Int32Array(Math.ceil(size / (1 << REGION_BITS))).fill(worst)
  }

  set(rank: number, score: number): void {
    this.#scores[rank] = score
    const block = rank >>> FAN_BITS
    if (score <= this.#blocks[block]) return
    this.#blocks[block] = score
    if (score > this.#regions[block >>> FAN_BITS]) this.#regions[block >>> FAN_BITS] = score
  }

  /**
   * Lowest rank in [from, to) with the highest score above the worst, or -1. Sets `bestScore`.
   * O(n / 4096 + 64 × regions and blocks looked into).
   */
  bestIn(from: number, to: number): number {
    this.#best = -1
    this.bestScore = this.#worst
    let rank = from
    while (rank < to) {
      const region = rank >>> REGION_BITS
      const regionEnd = Math.min((region + 1) << REGION_BITS, this.#scores.length)
      const end = regionEnd < to ? regionEnd : to
      if (this.#regions[region] > this.bestScore) {
        const bound = this.#lookInto(rank, end)
        if (rank === region << REGION_BITS && end === regionEnd) this.#regions[region] = bound
      }
      rank = end
    }
    return this.#best
  }

  /** Looks into the blocks of [from, to), which is within a region; returns the highest of their bounds. */
  #lookInto(from: number, to: number): number {
    const scores = this.#scores
    const blocks = this.#blocks
    let best = this.#best
    let bestScore = this.bestScore
    let highest = this.#worst
    let rank = from
    while (rank < to) {
      const block = rank >>> FAN_BITS
      const blockEnd = Math.min((block + 1) << FAN_BITS, scores.length)
      const end = blockEnd < to ? blockEnd : to
      if (blocks[block] > bestScore) {
        const isWhole = rank === block << FAN_BITS && end === blockEnd
        let bound = this.#worst
        for (; rank < end; rank++) {
          const score = scores[rank]
          if (score > bound) bound = score
          if (score > bestScore) {
            bestScore = score
            best = rank
          }
        }
        if (isWhole) blocks[block] = bound
      }
      if (blocks[block] > highest) highest = blocks[block]
      rank = end
    }
    this.#best = best
    this.bestScore = bestScore
    return highest
  }
}
