import { assert } from '../../base/assert.ts'

/**
 * Positions are 31-bit so that reading the ring stays in small integers; at a million changes a second that is half an
 * hour of changes.
 */
const POSITION_MAX = 0x7fff_ffff

/**
 * Which hosts changed, in order. Readers keep a cursor and look at each host once, at its last change; one that fell
 * behind by more than the ring holds starts over.
 */
export class ChangeJournal {
  /** A power of two long. */
  readonly #ring: Int32Array
  readonly #mask: number
  /** [hostCount] position of the host's last change, -1 before the first. */
  readonly #lastAt: Int32Array
  #end = 0
  #freedEnd = 0

  constructor(hostCount: number) {
    let size = 1024
    while (size < hostCount) size *= 2
    this.#ring = new Int32Array(size)
    this.#mask = size - 1
    this.#lastAt = new Int32Array(hostCount).fill(-1)
  }

  /** Position after the last change. */
  get end(): number {
    return this.#end
  }

  /** Position after the last change that freed something: what did not fit before it may fit now. */
  get freedEnd(): number {
    return this.#freedEnd
  }

  /** freed: whether the host may now take more than before. */
  note(host: number, freed: boolean): void {
    assert(this.#end < POSITION_MAX, 'the journal has positions left')
    this.#ring[this.#end & this.#mask] = host
    this.#lastAt[host] = this.#end
    this.#end++
    if (freed) this.#freedEnd = this.#end
  }

  /**
   * Hosts changed at or after a position, each once; null when the ring no longer reaches back so far.
   * changed  receives them, at most as many as the ring is long; returns how many.
   */
  changedSince(position: number, changed: Int32Array): number | null {
    const end = this.#end
    if (position < 0 || end - position > this.#ring.length) return null
    const ring = this.#ring
    const lastAt = this.#lastAt
    const mask = this.#mask
    let count = 0
    for (let at = position; at < end; at++) {
      const host = ring[at & mask]
      if (lastAt[host] === at) changed[count++] = host
    }
    return count
  }
}
