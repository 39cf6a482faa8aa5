/** Hosts a block holds, few enough that `berth prove` draws fleets of two blocks, and blocks a region holds. */
export const BLOCK_BITS = 6
const BLOCK = 1 << BLOCK_BITS
const REGION_BITS = 4
const REGION = 1 << REGION_BITS

/** The score of a host of which only is known what it is at most. */
export type Settle = (rank: number, atMost: number) => number

/** A score is estimated by its bit and its value, and by `lift` where that is above the bound of its block. */
export interface BoardColumns {
  readonly scores: Int32Array
  readonly blocks: Int32Array
  readonly estimated: Int32Array
}

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
  /** A bit a host, set where its score is an estimate. */
  readonly #estimated: Int32Array
  /** For whoever estimates many scores: a call for each is what that would mostly do. */
  readonly columns: BoardColumns
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
    const regionCount = Math.ceil(size / (BLOCK * REGION))
    this.#scores = new Int32Array(regionCount * BLOCK * REGION).fill(worst)
    this.#blocks = new Int32Array(regionCount * REGION).fill(worst)
    this.#regions = new Int32Array(regionCount).fill(worst)
    this.#estimated = new Int32Array(this.#scores.length >>> 5)
    this.columns = { scores: this.#scores, blocks: this.#blocks, estimated: this.#estimated }
  }

  set(rank: number, score: number): void {
    this.#estimated[rank >>> 5] &= ~(1 << rank)
    this.#scores[rank] = score
    this.lift(rank >>> BLOCK_BITS, score)
  }

  /** Raises the bound of a block to what a score of it is at most. */
  lift(block: number, score: number): void {
    if (score <= this.#blocks[block]) return
    this.#blocks[block] = score
    if (score > this.#regions[block >>> REGION_BITS]) this.#regions[block >>> REGION_BITS] = score
  }

  /**
   * Lowest rank in [from, to) with the highest score, or -1 when none is above what must be beaten. Sets `bestScore`.
   * O(n / 1024 + 80 × (bounds that fell + estimates that were settled)).
   */
  bestIn(from: number, to: number, beaten = this.#worst): number {
    this.#best = -1
    this.bestScore = beaten
    const end = to === this.#size ? this.#scores.length : to
    const blockFrom = (from + BLOCK - 1) >>> BLOCK_BITS
    const blockEnd = end >>> BLOCK_BITS
    if (blockFrom >= blockEnd) {
      this.#lookAt(from, end)
      return this.#best
    }
    this.#lookAt(from, blockFrom << BLOCK_BITS)
    const regionFrom = (blockFrom + REGION - 1) >>> REGION_BITS
    const regionEnd = blockEnd >>> REGION_BITS
    if (regionFrom >= regionEnd) {
      this.#lookIntoBlocks(blockFrom, blockEnd)
    } else {
      this.#lookIntoBlocks(blockFrom, regionFrom << REGION_BITS)
      this.#lookIntoRegions(regionFrom, regionEnd)
      this.#lookIntoBlocks(regionEnd << REGION_BITS, blockEnd)
    }
    this.#lookAt(blockEnd << BLOCK_BITS, end)
    return this.#best
  }

  #lookIntoRegions(from: number, end: number): void {
    const regions = this.#regions
    const blocks = this.#blocks
    for (;;) {
      const region = highestIn(regions, from, end)
      if (regions[region] <= this.bestScore) return
      const block = highestIn(blocks, region << REGION_BITS, (region + 1) << REGION_BITS)
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
      const rank = highestIn(this.#scores, block << BLOCK_BITS, (block + 1) << BLOCK_BITS)
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
    const word = rank >>> 5
    const bit = 1 << rank
    if ((this.#estimated[word] & bit) === 0) return true
    const atMost = this.#scores[rank]
    this.#estimated[word] &= ~bit
    this.#scores[rank] = this.#settle(rank, atMost)
    return this.#scores[rank] === atMost
  }
}

/**
 * The first of [from, end) that has the highest of the values there; end > from. Four maxima side by side and without
 * branches: which value is higher is guessed wrong too often, and one maximum alone waits for itself. Values lie less
 * than 2^31 apart, as scores and INFEASIBLE do.
 */
function highestIn(values: Int32Array, from: number, end: number): number {
  let a = values[from]
  let i = from
  for (; i < end && (i & 3) !== 0; i++) if (values[i] > a) a = values[i]
  let b = a
  let c = a
  let d = a
  const whole = end & ~3
  for (; i < whole; i = (i + 4) | 0) {
    const overA = (values[i] - a) | 0
    const overB = (values[i | 1] - b) | 0
    const overC = (values[i | 2] - c) | 0
    const overD = (values[i | 3] - d) | 0
    a = (a + (overA & ~(overA >> 31))) | 0
    b = (b + (overB & ~(overB >> 31))) | 0
    c = (c + (overC & ~(overC >> 31))) | 0
    d = (d + (overD & ~(overD >> 31))) | 0
  }
  for (; i < end; i++) if (values[i] > a) a = values[i]
  const highest = Math.max(a, b, c, d)
  let at = from
  while (values[at] !== highest) at++
  return at
}
