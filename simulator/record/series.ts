import { SERIES, type SeriesName } from '../../src/model/run.ts'

/** Columns of one number each a sample; all have the same length. */
export interface RecordedSeries {
  readonly length: number
  /** A view of the first `length` entries; stale after the next sample. */
  column(name: SeriesName): Float64Array
}

export class SeriesColumns implements RecordedSeries {
  #length = 0
  #capacity = 1024
  readonly #columns = new Map<SeriesName, Float64Array>()

  constructor() {
    for (const name of SERIES) this.#columns.set(name, new Float64Array(this.#capacity))
  }

  get length(): number {
    return this.#length
  }

  append(sample: Readonly<Record<SeriesName, number>>): void {
    if (this.#length === this.#capacity) this.#grow()
    for (const name of SERIES) this.#column(name)[this.#length] = sample[name]
    this.#length++
  }

  column(name: SeriesName): Float64Array {
    return this.#column(name).subarray(0, this.#length)
  }

  #column(name: SeriesName): Float64Array {
    return this.#columns.get(name) as Float64Array // The constructor made one for every name.
  }

  #grow(): void {
    this.#capacity *= 2
    for (const name of SERIES) {
      const wider = new Float64Array(this.#capacity)
      wider.set(this.#column(name))
      this.#columns.set(name, wider)
    }
  }
}
