/**
 * Best of n hosts under changing scores: a complete binary tree of maxima over the hosts' ranks. A change walks up only
 * while it changes a maximum; a query over a range of ranks is O(log n). Ties go to the lowest rank.
 */
export class Tournament {
  readonly #leafStart: number
  /** [2 × leafStart] node 1 is the root, node i has children 2i and 2i + 1. */
  readonly #best: Int32Array
  readonly #worst: number

  /** size: number of hosts ≥ 1. worst: the score every host starts with, below all others. */
  constructor(size: number, worst: number) {
    let leafStart = 1
    while (leafStart < size) leafStart *= 2
    this.#leafStart = leafStart
    this.#best = new Int32Array(2 * leafStart).fill(worst)
    this.#worst = worst
  }

  get(rank: number): number {
    return this.#best[this.#leafStart + rank]
  }

  set(rank: number, score: number): void {
    const best = this.#best
    let node = this.#leafStart + rank
    if (best[node] === score) return
    best[node] = score
    for (node >>>= 1; node > 0; node >>>= 1) {
      const left = best[2 * node]
      const right = best[2 * node + 1]
      const max = left > right ? left : right
      if (best[node] === max) return
      best[node] = max
    }
  }

  /** Sets every leaf, then builds the tree once: O(n) for a first fill. */
  fill(scoreOf: (rank: number) => number, size: number): void {
    const best = this.#best
    for (let rank = 0; rank < size; rank++) best[this.#leafStart + rank] = scoreOf(rank)
    for (let node = this.#leafStart - 1; node > 0; node--) {
      best[node] = Math.max(best[2 * node], best[2 * node + 1])
    }
  }

  /** Highest score in [from, to), or the worst when the range is empty. */
  maxIn(from: number, to: number): number {
    const best = this.#best
    let max = this.#worst
    let left = this.#leafStart + from
    let right = this.#leafStart + to
    if (from === 0 && to >= this.#leafStart) return best[1]
    while (left < right) {
      if ((left & 1) === 1) {
        if (best[left] > max) max = best[left]
        left++
      }
      if ((right & 1) === 1) {
        right--
        if (best[right] > max) max = best[right]
      }
      left >>>= 1
      right >>>= 1
    }
    return max
  }

  /** Lowest rank in [from, to) with that score; the caller knows from `maxIn` that there is one. */
  firstIn(from: number, to: number, score: number): number {
    return this.#descend(1, 0, this.#leafStart, from, to, score)
  }

  #descend(node: number, low: number, high: number, from: number, to: number, score: number): number {
    if (high <= from || low >= to || this.#best[node] < score) return -1
    if (high - low === 1) return this.#best[node] === score ? low : -1
    const middle = (low + high) >>> 1
    const left = this.#descend(2 * node, low, middle, from, to, score)
    return left >= 0 ? left : this.#descend(2 * node + 1, middle, high, from, to, score)
  }
}
