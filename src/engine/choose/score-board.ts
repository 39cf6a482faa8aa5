/** Hosts a block holds, and blocks a region holds. */
const FAN_BITS = 5
const FAN = 1 << FAN_BITS

/** The score of a host of which only is known what it is at most. */
export type Settle = (rank: number, atMost: number) => number

/**
 * Best of n hosts under changing scores, three levels: a score per host, a bound per block of neighbours, a bound per
 * region of blocks. An update is O(1): a rise lifts the bounds, a fall leaves them too high. A query goes to the
 * highest bound and tightens it until a score reaches it: it looks into one block for each bound that fell and into
 * one more. Measured against a complete tree of maxima, whose updates walk up a random path each: updates outnumber
 * queries by the number of classes.
 *
 * A score may be set as an estimate, at least as high as the score itself. Only one that comes out highest is settled,
 * which few do before the host changes again.
 */
export class ScoreBoard {
  readonly #worst: number
  readonly #size: number
  readonly #settle: Settle
  /** [size, filled up to whole regions with the worst] */
  readonly #scores: Int32Array
  /** No score of the block is higher. */
  readonly #blocks: Int32Array
  /** No bound of a block of the region is higher. */
  readonly #regions: Int32Array
  /** [blocks] a bit a host of the block, set where its score is an estimate. */
  readonly #estimated: Int32Array
  #best = -1
  /** Score of the last `bestIn`; what had to be beaten when it found none. */
  bestScore: number

  /**
   * size    number of hosts
   * worst   the score every host starts with; a host that has it is never the best
   * settle  called for estimates that come out highest, before the host changes
   */
  constructor(size: number, worst: number, settle: Settle) {
    this.#worst = worst
    this.#size = size
    this.#settle = settle
    this.bestScore = worst
    const regionCount = Math.ceil(size / (FAN * FAN))
    this.#scores = new Int32Array(regionCount * FAN * FAN).fill(worst)
    this.#blocks = new Int32Array(regionCount * FAN).fill(worst)
    this.#regions = new Int32Array(regionCount).fill(worst)
    this.#estimated = new Int32Array(regionCount * FAN)
  }

  set(rank: number, score: number): void {
    this.#estimated[rank >>> FAN_BITS] &= ~(1 << rank)
    this.#put(rank, score)
  }

  /** Sets what the score is at most. */
  estimate(rank: number, atMost: number): void {
    this.#estimated[rank >>> FAN_BITS] |= 1 << rank
    this.#put(rank, atMost)
  }

  #put(rank: number, score: number): void {
    this.#scores[rank] = score
    const block = rank >>> FAN_BITS
    if (score <= this.#blocks[block]) return
    this.#blocks[block] = score
    if (score > this.#regions[block >>> FAN_BITS]) this.#regions[block >>> FAN_BITS] = score
  }

  /**
   * Lowest rank in [from, to) with the highest score, or -1 when none is above what must be beaten. Sets `bestScore`.
   * O(n / 1024 + 64 × (bounds that fell + estimates that were settled)).
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
    for (;;) {
      const rank = highestIn(this.#scores, block << FAN_BITS, (block + 1) << FAN_BITS)
      const score = this.#scores[rank]
      if (score < this.#blocks[block]) {
        this.#blocks[block] = score
        return false
      }
      if (!this.#stands(rank)) continue
      this.#best = rank
      this.bestScore = score
      return true
    }
  }

  #lookAt(from: number, end: number): void {
    if (from >= end) return
    for (;;) {
      const rank = highestIn(this.#scores, from, end)
      const score = this.#scores[rank]
      if (score <= this.bestScore) return
      if (!this.#stands(rank)) continue
      this.#best = rank
      this.bestScore = score
      return
    }
  }

  /** Whether what is set for a host is its score; if it is an estimate, settles it. */
  #stands(rank: number): boolean {
    const block = rank >>> FAN_BITS
    const bit = 1 << rank
    if ((this.#estimated[block] & bit) === 0) return true
    const atMost = this.#scores[rank]
    this.#estimated[block] &= ~bit
    this.#scores[rank] = this.#settle(rank, atMost)
    return this.#scores[rank] === atMost
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
