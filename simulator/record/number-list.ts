/** A growing column of numbers. */
export class NumberList {
  #values = new Float64Array(1024)
  #length = 0

  get length(): number {
    return this.#length
  }

  /** A copy of all, in their order. */
  values(): Float64Array {
    return this.#values.slice(0, this.#length)
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const wider = new Float64Array(this.#length * 2)
      wider.set(this.#values)
      this.#values = wider
    }
    this.#values[this.#length++] = value
  }

  /**
   * Exact quantiles by the nearest-rank method: the smallest value that at least that share of all values does
   * not exceed.
   *
   * permille  each in [0, 1000]
   * returns   one value each, null for all when the list is empty
   */
  quantiles(permille: readonly number[]): (number | null)[] {
    if (this.#length === 0) return permille.map(() => null)
    const sorted = this.#values.slice(0, this.#length).sort()
    return permille.map((share) => sorted[Math.max(0, Math.ceil((share * sorted.length) / 1000) - 1)])
  }
}
