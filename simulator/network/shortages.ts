/** A thing that carried less than was asked of it. */
export interface Shortage {
  /** Into the things watched. */
  readonly index: number
  readonly firstUs: number
  /** Until when it last was short; null: still is. */
  readonly untilUs: number | null
  /** For how long in all. */
  readonly shortUs: number
  readonly packets: number
  /** Most that was asked of it over what it carries. */
  readonly peak: number
  readonly peakUs: number
}

/** Follows how full things are and what they fall short of: exact between the instants at which anything changes. */
export class Shortages {
  readonly #firstUs: Float64Array
  readonly #untilUs: Float64Array
  readonly #shortUs: Float64Array
  readonly #packets: Float64Array
  readonly #peak: Float64Array
  readonly #peakUs: Float64Array
  /** Packets a second that it does not carry now; 0: it carries all. */
  readonly #missing: Float64Array
  /** Of which there are how many now. */
  shortNow = 0

  constructor(count: number) {
    const column = (): Float64Array => new Float64Array(count)
    this.#firstUs = column().fill(-1)
    this.#untilUs = column()
    this.#shortUs = column()
    this.#packets = column()
    this.#peak = column()
    this.#peakUs = column()
    this.#missing = column()
  }

  /** Whether a thing is short now. */
  isShort(index: number): boolean {
    return this.#missing[index] > 0
  }

  /** From this instant on it is so full (1: all that it carries) and does not carry so many packets a second. */
  set(nowUs: number, index: number, load: number, missing: number): void {
    const wasShort = this.#missing[index] > 0
    const isShort = missing > 0
    this.#missing[index] = missing
    if (load > this.#peak[index]) {
      this.#peak[index] = load
      this.#peakUs[index] = nowUs
    }
    if (isShort === wasShort) return
    this.shortNow += isShort ? 1 : -1
    if (!isShort) this.#untilUs[index] = nowUs
    else if (this.#firstUs[index] < 0) this.#firstUs[index] = nowUs
  }

  /** So much time passes as things are. */
  advance(elapsedUs: number): void {
    if (this.shortNow === 0) return
    for (let i = 0; i < this.#missing.length; i++) {
      if (this.#missing[i] <= 0) continue
      this.#shortUs[i] += elapsedUs
      this.#packets[i] += (this.#missing[i] * elapsedUs) / 1e6
    }
  }

  /** Everything that was ever short, in the order of the things. */
  all(): readonly Shortage[] {
    const found: Shortage[] = []
    for (let index = 0; index < this.#missing.length; index++) {
      if (this.#firstUs[index] < 0) continue
      found.push({
        index,
        firstUs: this.#firstUs[index],
        untilUs: this.isShort(index) ? null : this.#untilUs[index],
        shortUs: this.#shortUs[index],
        packets: this.#packets[index],
        peak: this.#peak[index],
        peakUs: this.#peakUs[index],
      })
    }
    return found
  }
}
