import { assert } from '../../base/assert.ts'
import type { Fleet } from '../../model/fleet.ts'
import { reachesVolumes } from '../../model/pools.ts'

/** A network volume: its pool, into fleet.volumePools, and its size. */
export interface Volume {
  readonly pool: number
  readonly mib: number
}

/** In place of the pool that a volume is to be of: any one. */
export const ANY_POOL = -1
/** In place of a pool that the fleet has not. */
export const NO_POOL = -2

/**
 * What the pools of network volumes have free, and which hosts reach them. Pools keep the fleet's order (by name), and
 * the first usable one with room gives a volume. How many volumes a host attaches is in its own row.
 */
export class VolumePools {
  readonly #byName: ReadonlyMap<string, number>
  readonly #freeMib: Float64Array
  /** By pool: ranks of the hosts that reach it. */
  readonly #hosts: readonly (readonly number[])[]
  /** By host: the pools it reaches, in order; hosts alike share a list. */
  readonly #usable: readonly (readonly number[])[]
  /**
   * Sizes that volumes are asked for in, ascending. They only tell at which changes a host's verdict may turn, so they
   * are no part of the state.
   */
  #sizes: readonly number[] = []

  constructor({ hosts, volumePools = [] }: Fleet) {
    this.#byName = new Map(volumePools.map(({ name }, pool) => [name, pool]))
    this.#freeMib = Float64Array.from(volumePools, ({ capacityMib }) => capacityMib)
    this.#hosts = volumePools.map((pool) => hosts.flatMap((host, h) => (reachesVolumes(pool, host) ? [h] : [])))
    this.#usable = usableOf(hosts.length, this.#hosts)
  }

  /** Number of the pool that a request names: ANY_POOL when it names none, NO_POOL when there is none such. */
  named(name: string | undefined): number {
    return name === undefined ? ANY_POOL : (this.#byName.get(name) ?? NO_POOL)
  }

  /** Volumes of this size are asked for from now on. */
  watch(mib: number): void {
    if (this.#sizes.includes(mib)) return
    this.#sizes = [...this.#sizes, mib].sort((a, b) => a - b)
  }

  freeMib(pool: number): number {
    return this.#freeMib[pool]
  }

  /** Pools that a host reaches and that may give the volume, in the order in which they are tried. */
  usable(host: number, wanted: number): readonly number[] {
    const all = this.#usable[host]
    return wanted === ANY_POOL ? all : all.filter((pool) => pool === wanted)
  }

  /** The first pool that the host reaches and may use with so much free, or -1. wanted: ANY_POOL or the one. */
  poolFor(host: number, wanted: number, mib: number): number {
    const usable = this.#usable[host]
    for (let i = 0; i < usable.length; i++) {
      const pool = usable[i]
      if ((wanted === ANY_POOL || wanted === pool) && this.#freeMib[pool] >= mib) return pool
    }
    return -1
  }

  /** Pools that may give volumes of a size: the ranks of their hosts and how many volumes they have room for. */
  roomsFor(wanted: number, mib: number): readonly { readonly hosts: readonly number[]; readonly freeCount: number }[] {
    return this.#hosts.flatMap((hosts, pool) => {
      return wanted === ANY_POOL || wanted === pool ? [{ hosts, freeCount: Math.floor(this.#freeMib[pool] / mib) }] : []
    })
  }

  /**
   * Takes a volume (sign -1) or gives it back (1). Asserts that there is room. Returns the hosts whose feasibility may
   * change: all of the pool's when a size that is asked for fits no more, or fits again, else none.
   */
  move({ pool, mib }: Volume, sign: 1 | -1): readonly number[] {
    const before = this.#freeMib[pool]
    const after = before + sign * mib
    assert(after >= 0, 'a volume pool is not overbooked')
    this.#freeMib[pool] = after
    const [less, more] = sign < 0 ? [after, before] : [before, after]
    return this.#sizes.some((size) => less < size && size <= more) ? this.#hosts[pool] : NONE
  }

  /** Columns that change, for comparison bit by bit. */
  columns(): readonly ArrayBufferView[] {
    return [this.#freeMib]
  }
}

const NONE: readonly number[] = []

function usableOf(hostCount: number, hostsOf: readonly (readonly number[])[]): (readonly number[])[] {
  const usable: number[][] = Array.from({ length: hostCount }, () => [])
  hostsOf.forEach((hosts, pool) => {
    for (const host of hosts) usable[host].push(pool)
  })
  const alike = new Map<string, readonly number[]>()
  return usable.map((pools) => {
    const key = pools.join()
    const known = alike.get(key) ?? pools
    alike.set(key, known)
    return known
  })
}
