/** Highest number of a span of time up to the newest; times never fall. */
export class HighestWithin {
  readonly #spanUs: number
  readonly #atUs: number[] = []
  /** Descending: what an equal or higher newer number outlives is dropped. */
  readonly #values: number[] = []

  constructor(spanUs: number) {
    this.#spanUs = spanUs
  }

  /** Takes a number in; returns the highest of [nowUs - span, nowUs]. */
  read(nowUs: number, value: number): number {
    const [times, values] = [this.#atUs, this.#values]
    while (values.length > 0 && values[values.length - 1] <= value) {
      values.pop()
      times.pop()
    }
    values.push(value)
    times.push(nowUs)
    while (times[0] < nowUs - this.#spanUs) {
      values.shift()
      times.shift()
    }
    return values[0]
  }
}
