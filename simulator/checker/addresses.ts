import type { PoolView } from './fleet-view.ts'

/** Which addresses of each pool are held. A bit per address: memory follows the fleet's pools, not the log. */
export class Addresses {
  readonly free: Float64Array // [pool] addresses not held
  readonly #pools: readonly PoolView[]
  readonly #held: Int32Array[] // [pool][offset >>> 5]
  readonly #lowest: Float64Array // [pool] no free address has a lower offset than this

  constructor(pools: readonly PoolView[]) {
    this.#pools = pools
    this.free = Float64Array.from(pools, (pool) => pool.size)
    this.#held = pools.map((pool) => new Int32Array(Math.ceil(pool.size / 32)))
    this.#lowest = new Float64Array(pools.length)
  }

  /** Place of the address in its pool, counted through the ranges, or -1 when the pool has no such address. */
  offset(pool: number, address: number): number {
    let before = 0
    for (const range of this.#pools[pool].ranges) {
      if (address >= range.first && address <= range.last) return before + address - range.first
      before += range.last - range.first + 1
    }
    return -1
  }

  /** The address at an offset of the pool. */
  at(pool: number, offset: number): number {
    let rest = offset
    for (const range of this.#pools[pool].ranges) {
      const size = range.last - range.first + 1
      if (rest < size) return range.first + rest
      rest -= size
    }
    return -1
  }

  isHeld(pool: number, offset: number): boolean {
    return ((this.#held[pool][offset >>> 5] >>> (offset & 31)) & 1) === 1
  }

  /** Offset of the lowest free address, or -1 when all are held. */
  lowestFree(pool: number): number {
    if (this.free[pool] === 0) return -1
    const held = this.#held[pool]
    let offset = this.#lowest[pool]
    while (this.isHeld(pool, offset))
      offset = (offset & 31) === 0 && held[offset >>> 5] === -1 ? offset + 32 : offset + 1
    this.#lowest[pool] = offset
    return offset
  }

  take(pool: number, offset: number): void {
    this.#held[pool][offset >>> 5] |= 1 << (offset & 31)
    this.free[pool]--
  }

  give(pool: number, offset: number): void {
    this.#held[pool][offset >>> 5] &= ~(1 << (offset & 31))
    this.free[pool]++
    if (offset < this.#lowest[pool]) this.#lowest[pool] = offset
  }
}
