import { assert } from '../../base/assert.ts'

/** Where a table keeps its counts: in rows of a host each, so that a kind that every score reads can lie in its row. */
export interface DeviceCounts {
  readonly rows: Int32Array
  readonly rowLength: number
  /** Offset in a row of the free devices of the whole host. */
  readonly free: number
  /** Offset in a row of NumaNode 0's free devices, those of the others after it. */
  readonly numaFree: number
}

/**
 * Counted devices of one kind, each near one NumaNode and held whole by one pod: VFs, GPUs. A host numbers its devices
 * in the order of its list.
 */
export class DeviceTable {
  /** What an assertion calls one of them. */
  readonly #kind: string
  /** NumaNode of each device, by host. */
  readonly #numaOf: readonly Uint8Array[]
  readonly #counts: DeviceCounts
  /** [hostCount × wordCount] a set bit is a free device. */
  readonly #freeWords: Uint32Array
  readonly #wordCount: number

  /** numaOf: NumaNode of each device, by host. counts: rows in which the kind's entries are 0. */
  constructor(kind: string, numaOf: readonly Uint8Array[], counts: DeviceCounts) {
    this.#kind = kind
    this.#numaOf = numaOf
    this.#counts = counts
    this.#wordCount = Math.ceil(Math.max(1, ...new Set(numaOf.map((numas) => numas.length))) / 32)
    this.#freeWords = new Uint32Array(numaOf.length * this.#wordCount)
    numaOf.forEach((numas, host) => {
      for (let device = 0; device < numas.length; device++) this.#flip(host, device, 1)
    })
  }

  count(host: number): number {
    return this.#numaOf[host].length
  }

  free(host: number): number {
    return this.#counts.rows[host * this.#counts.rowLength + this.#counts.free]
  }

  numaFree(host: number, numa: number): number {
    return this.#counts.rows[host * this.#counts.rowLength + this.#counts.numaFree + numa]
  }

  numaOf(host: number, device: number): number {
    return this.#numaOf[host][device]
  }

  isFree(host: number, device: number): boolean {
    return ((this.#freeWords[host * this.#wordCount + (device >>> 5)] >>> (device & 31)) & 1) === 1
  }

  /** Takes a device (sign -1) or gives it back (1). Asserts that it is free, or held. */
  move(host: number, device: number, sign: 1 | -1): void {
    assert(this.isFree(host, device) === sign < 0, () => `a ${this.#kind} is booked once and given back once`)
    this.#flip(host, device, sign)
  }

  /** The words that change, for comparison bit by bit; the counts belong to the rows. */
  get words(): ArrayBufferView {
    return this.#freeWords
  }

  #flip(host: number, device: number, sign: 1 | -1): void {
    const { rows, rowLength, free, numaFree } = this.#counts
    this.#freeWords[host * this.#wordCount + (device >>> 5)] ^= 1 << (device & 31)
    rows[host * rowLength + numaFree + this.#numaOf[host][device]] += sign
    rows[host * rowLength + free] += sign
  }
}
