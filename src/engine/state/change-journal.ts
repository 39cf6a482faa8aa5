/** Positions inside the ring's epoch stay in small integers; at this one the journal starts a new epoch. */
const EPOCH_LENGTH = 0x4000_0000

/**
 * Which hosts changed, in order. Readers keep a cursor and look at each host once, at its last change; one that fell
 * behind by more than the ring holds, or by an epoch, starts over.
 */
export class ChangeJournal {
  /** A power of two long. */
  readonly #ring: Int32Array
  readonly #mask: number
  readonly #epochLength: number
  /** [hostCount] position in this epoch of the host's last change, -1 before the first. */
  readonly #lastAt: Int32Array
  /** Positions of all epochs before this one. */
  #base = 0
  #end = 0
  #freedCount = 0

  /** epochLength: for tests; longer than the ring. */
  constructor(hostCount: number, epochLength = EPOCH_LENGTH) {
    let size = 1024
    while (size < hostCount) size *= 2
    this.#ring = new Int32Array(size)
    this.#mask = size - 1
    this.#epochLength = epochLength
    this.#lastAt = new Int32Array(hostCount).fill(-1)
  }

  /** Position after the last change; never falls. */
  get end(): number {
    return this.#base + this.#end
  }

  /** How often something was freed: while it stays, what did not fit still does not. */
  get freedCount(): number {
    return this.#freedCount
  }

  /** freed: whether the host may now take more than before. */
  note(host: number, freed: boolean): void {
    if (this.#end === this.#epochLength) this.#startEpoch()
    this.#ring[this.#end & this.#mask] = host
    this.#lastAt[host] = this.#end++
    if (freed) this.#freedCount++
  }

  /** Something of no one host is freed: an address that no pod held. */
  noteFreed(): void {
    this.#freedCount++
  }

  /**
   * Runs a what-if: what is freed in it and taken back again opens no host to anyone.
   *
   * stays  whether what it did stays after all, and so counts
   */
  quietly<T>(fn: () => T, stays: (result: T) => boolean = () => false): T {
    const before = this.#freedCount
    let counts = false
    try {
      const result = fn()
      counts = stays(result)
      return result
    } finally {
      if (!counts) this.#freedCount = before
    }
  }

  /**
   * Hosts changed at or after a position, each once; null when the ring no longer reaches back so far.
   * changed  receives them, at most as many as there are hosts; has room for one more; returns how many.
   */
  changedSince(position: number, changed: Int32Array): number | null {
    const begin = position - this.#base
    const end = this.#end
    if (begin < 0 || end - begin > this.#ring.length) return null
    const ring = this.#ring
    const lastAt = this.#lastAt
    const mask = this.#mask
    let count = 0
    for (let at = begin; at < end; at++) {
      const host = ring[at & mask]
      // Without a branch, which would be guessed wrong as often as hosts change again: the next one takes the place.
      changed[count] = host
      count += 1 + ((at - lastAt[host]) >> 31)
    }
    return count
  }

  /** What `#lastAt` holds of the old epoch is never read: a host in the new one's ring was noted in it. */
  #startEpoch(): void {
    this.#base += this.#end
    this.#end = 0
  }
}
