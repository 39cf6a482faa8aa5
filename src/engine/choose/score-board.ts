/** Hosts a block holds, and blocks a region holds. */
const FAN_BITS = 5
const FAN = 1 << FAN_BITS

/**
 * Best of n hosts under changing scores, three levels: a score per host, a bound per block of neighbours, a bound per
 * region of blocks. An update is O(1): a rise lifts the bounds, a fall leaves them too high. A query goes to the
 * highest bound and tightens it until a score reaches it: it looks into one block for each bound that fell and into
 * one more. Measured against a complete tree of maxima, whose updates walk up a random path each: updates outnumber
 * queries by the number of classes.
 */
export class ScoreBoard {
  readonly #worst: number
  readonly #size: number
  /** [size, filled up to whole regions with the worst] */
  readonly #scores: Int32Array
  /** No score of the block is higher. */
  readonly #blocks: Int32Array
  /** No bound of a block of the region is higher. */
  readonly #regions: Int32Array
  #best = -1
  /** Score of the last `bestIn`; what had to be beaten when it found none. */
  bestScore: number

  /** size: number of hosts. worst: the score every host starts with; a host that has it is never the best. */
  constructor(size: number, worst: number) {
    this.#worst = worst
    this.#size = size
    this.bestScore = worst
    const regionCount = Math.ceil(size / (FAN * FAN))
    this.#scores = new Int32Array(regionCount * FAN * FAN).fill(worst)
    this.#blocks = new Int32Array(regionCount * FAN).fill(worst)
    this.#regions = new Int32Array(regionCount).fill(worst)
  }

  set(rank: number, score: number): void {
    this.#scores[rank] = score
    const block = rank >>> FAN_BITS
    if (score <= this.#blocks[block]) return
    this.#blocks[block] = score
    if (score > this.#regions[block >>> FAN_BITS]) this.#regions[block >>> FAN_BITS] = score
  }

  /**
   * Lowest rank in [from, to) with the highest score, or -1 when none is above what must be beaten. Sets `bestScore`.
   * O(n / 1024 + 64 × bounds that fell).
   */
  bestIn(from: number, to: number, beaten = this.#worst): number {
    this.#best = -1
    this.bestScore = beaten
    const end = to === this.#size ? this.#scores.length : to
    const blockFrom = (from + FAN - 1) >>> FAN_BITS
    const blockEnd = end >>> FAN_BITS
    if (blockFrom >= blockEnd) {
      this.#lookAt(from, end)
      return this.#best
    }
    this.#lookAt(from, blockFrom << FAN_BITS)
    const regionFrom = (blockFrom + FAN - 1) >>> FAN_BITS
    const regionEnd = blockEnd >>> FAN_BITS
    if (regionFrom >= regionEnd) {
      this.#lookIntoBlocks(blockFrom, blockEnd)
    } else {
      this.#lookIntoBlocks(blockFrom, regionFrom << FAN_BITS)
      this.#lookIntoRegions(regionFrom, regionEnd)
      this.#lookIntoBlocks(regionEnd << FAN_BITS, blockEnd)
    }
    this.#lookAt(blockEnd << FAN_BITS, end)
    return this.#best
  }

  #lookIntoRegions(from: number, end: number): void {
    const regions = this.#regions
    const blocks = this.#blocks
    for (;;) {
      const region = highestIn(regions, from, end)
      if (regions[region] <= this.bestScore) return
      const block = highestIn(blocks, region << FAN_BITS, (region + 1) << FAN_BITS)
      if (blocks[block] < regions[region]) regions[region] = blocks[block]
      else if (this.#reaches(block)) return
    }
  }

  #lookIntoBlocks(from: number, end: number): void {
    if (from >= end) return
    for (;;) {
      const block = highestIn(this.#blocks, from, end)
      if (this.#blocks[block] <= this.bestScore || this.#reaches(block)) return
    }
  }

  /** Whether a score of the block is as high as its bound, and so the best; tightens the bound if not. */
  #reaches(block: number): boolean {
    const rank = highestIn(this.#scores, block << FAN_BITS, (block + 1) << FAN_BITS)
    const score = this.#scores[rank]
    if (score < this.#blocks[block]) {
      this.#blocks[block] = score
      return false
    }
    this.#best = rank
    this.bestScore = score
    return true
  }

  #lookAt(from: number, end: number): void {
    if (from >= end) return
    const rank = highestIn(this.#scores, from, end)
    if (this.#scores[rank] <= this.bestScore) return
    this.#best = rank
    this.bestScore = this.#scores[rank]
  }
}

/** The first of [from, end) that has the highest of the values there; end > from. */
function highestIn(values: Int32Array, from: number, end: number): number {
  let at = from
  let highest = values[from]
  for (let i = from + 1; i < end; i++) {
    if (values[i] <= highest) continue
    highest = values[i]
    at = i
  }
  return at
}
