import { assert } from '../../src/base/assert.ts'

interface Kept {
  /** When it is unpacked; Infinity while it is on its way. */
  unpackedUs: number
  /** Pods of the host that are made from it. */
  users: number
  /** When the last of them left. */
  usedUs: number
}

/**
 * Layers on the disk of one host. A layer takes its room from the moment it is asked for. Where a new one does not fit,
 * those that no pod uses and that are not on their way go, least recently used first, ties by number; what is used
 * stays, so the disk may hold more than it should.
 */
export class HostDisk {
  bytes = 0
  /** The host unpacks one layer after another. */
  #unpackingUntilUs = 0
  readonly #kept = new Map<number, Kept>()
  readonly #bytesOf: (layer: number) => number
  readonly #limit: number

  constructor(limit: number, bytesOf: (layer: number) => number) {
    this.#limit = limit
    this.#bytesOf = bytesOf
  }

  /** Here or on its way. */
  has(layer: number): boolean {
    return this.#kept.has(layer)
  }

  isHere(layer: number): boolean {
    const kept = this.#kept.get(layer)
    return kept !== undefined && kept.unpackedUs !== Infinity
  }

  /** When a layer that is here is unpacked. */
  unpackedUs(layer: number): number {
    return this.#known(layer).unpackedUs
  }

  /** Makes room for a layer that is not here yet; returns the layers that went. */
  expect(layer: number): number[] {
    const gone: number[] = []
    const needed = this.#bytesOf(layer)
    while (this.bytes + needed > this.#limit) {
      const victim = this.#leastRecentlyUsed()
      if (victim === -1) break
      this.drop(victim)
      gone.push(victim)
    }
    this.bytes += needed
    this.#kept.set(layer, { unpackedUs: Infinity, users: 0, usedUs: 0 })
    return gone
  }

  /** A layer is here and gets unpacked after those before it, which takes tookUs. */
  arrive(layer: number, atUs: number, tookUs: number): void {
    this.#unpackingUntilUs = Math.max(atUs, this.#unpackingUntilUs) + tookUs
    this.#known(layer).unpackedUs = this.#unpackingUntilUs
  }

  /** A layer that was here before. */
  place(layer: number): void {
    if (this.has(layer)) return
    this.bytes += this.#bytesOf(layer)
    this.#kept.set(layer, { unpackedUs: 0, users: 0, usedUs: 0 })
  }

  use(layer: number): void {
    this.#known(layer).users++
  }

  /** A pod that used it is gone. Nothing to do where the layer went with a lost host. */
  leave(layer: number, atUs: number): void {
    const kept = this.#kept.get(layer)
    if (kept === undefined || kept.users === 0) return
    kept.users--
    kept.usedUs = atUs
  }

  drop(layer: number): void {
    this.#known(layer)
    this.bytes -= this.#bytesOf(layer)
    this.#kept.delete(layer)
  }

  /** The host is lost: what is on its way or not unpacked yet is no good. */
  lose(atUs: number): void {
    for (const [layer, { unpackedUs }] of this.#kept) if (unpackedUs > atUs) this.drop(layer)
    this.#unpackingUntilUs = 0
  }

  get layers(): Iterable<number> {
    return this.#kept.keys()
  }

  #leastRecentlyUsed(): number {
    let victim = -1
    let victimUs = Infinity
    for (const [layer, { unpackedUs, users, usedUs }] of this.#kept) {
      if (users > 0 || unpackedUs === Infinity) continue
      if (usedUs > victimUs || (usedUs === victimUs && layer > victim)) continue
      victim = layer
      victimUs = usedUs
    }
    return victim
  }

  #known(layer: number): Kept {
    const kept = this.#kept.get(layer)
    assert(kept !== undefined, `layer ${layer} is on the disk`)
    return kept
  }
}
