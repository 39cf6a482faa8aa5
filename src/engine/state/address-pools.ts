import { assert } from '../../base/assert.ts'
import { parseIpv4 } from '../../base/ipv4.ts'
import { ascending } from '../../base/order.ts'
import type { Fleet, SegmentNetwork } from '../../model/fleet.ts'
import type { DomainIndex } from './domains.ts'

/** A pool of the fleet and an address of it. */
export interface PooledAddress {
  readonly pool: number
  readonly ip: number
}

interface Pool {
  readonly firstOf: readonly number[]
  /** Offset in the bit set of each range's first address. */
  readonly offsetOf: readonly number[]
  readonly size: number
  readonly networks: readonly SegmentNetwork[]
  readonly hosts: readonly number[]
}

/**
 * IP pools and which hosts may use them. A free address is a set bit; pools keep the fleet's order (by name), and the
 * lowest free address of the first usable pool is the one given out.
 */
export class AddressPools {
  readonly #pools: readonly Pool[]
  /** [poolCount] first word of each pool in #free. */
  readonly #wordStart: Int32Array
  readonly #free: Uint32Array
  readonly #freeCount: Int32Array
  /**
   * [poolCount] words of a pool before this one hold no free address. Only saves looking, so it is no part of the
   * state.
   */
  readonly #lowWord: Int32Array
  /** Pools by network and host. */
  readonly #usable: Record<SegmentNetwork, readonly (readonly number[])[]>

  constructor(fleet: Fleet, racks: DomainIndex, modules: DomainIndex, hosts: DomainIndex) {
    this.#pools = fleet.pools.map((pool) => {
      const segment = fleet.segments.find((candidate) => candidate.name === pool.segment)
      assert(segment !== undefined, `segment ${pool.segment} of pool ${pool.name} exists`)
      const bound = new Set<number>()
      for (const name of pool.boundTo.hosts ?? []) addRange(bound, hosts, name)
      for (const name of pool.boundTo.racks ?? []) addRange(bound, racks, name)
      for (const name of pool.boundTo.modules ?? []) addRange(bound, modules, name)
      const ends = pool.ranges.map((range) => range.split('-').map((end) => parseIpv4(end) ?? -1))
      const offsetOf: number[] = []
      let size = 0
      for (const [first, last] of ends) {
        assert(first >= 0 && last >= first, `ranges of pool ${pool.name} ascend`)
        offsetOf.push(size)
        size += last - first + 1
      }
      const boundHosts = [...bound].sort(ascending)
      return { firstOf: ends.map(([first]) => first), offsetOf, size, networks: segment.networks, hosts: boundHosts }
    })
    this.#wordStart = new Int32Array(this.#pools.length + 1)
    this.#pools.forEach((pool, index) => {
      this.#wordStart[index + 1] = this.#wordStart[index] + Math.ceil(pool.size / 32)
    })
    this.#free = new Uint32Array(this.#wordStart[this.#pools.length])
    this.#freeCount = Int32Array.from(this.#pools, (pool) => pool.size)
    this.#pools.forEach((pool, index) => {
      for (let bit = 0; bit < pool.size; bit++) this.#free[this.#wordStart[index] + (bit >>> 5)] |= 1 << (bit & 31)
    })
    this.#lowWord = this.#wordStart.slice(0, -1)
    const hostCount = hosts.of.length
    const index = (network: SegmentNetwork): number[][] => this.#index(network, hostCount)
    this.#usable = { sriov: index('sriov'), bridge: index('bridge'), overlay: index('overlay') }
  }

  /** Pools a host may use of a network, in the order in which they are tried. */
  usable(host: number, network: SegmentNetwork): readonly number[] {
    return this.#usable[network][host]
  }

  /** The pools of a network: the ranks of their hosts and how many addresses are free. */
  ofNetwork(network: SegmentNetwork): readonly { readonly hosts: readonly number[]; readonly freeCount: number }[] {
    return this.#pools.flatMap(({ networks, hosts }, pool) => {
      return networks.includes(network) ? [{ hosts, freeCount: this.#freeCount[pool] }] : []
    })
  }

  /** Whether a pool is bound to a host. */
  reaches(pool: number, host: number): boolean {
    const { hosts } = this.#pools[pool]
    let [low, high] = [0, hosts.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (hosts[middle] < host) low = middle + 1
      else high = middle
    }
    return hosts[low] === host
  }

  /** First usable pool with a free address, or -1. */
  firstFreePool(host: number, network: SegmentNetwork): number {
    for (const pool of this.#usable[network][host]) if (this.#freeCount[pool] > 0) return pool
    return -1
  }

  /** Lowest free address of a pool that has one. Does not take it. */
  lowestFree(pool: number): number {
    for (let word = this.#lowWord[pool]; ; word++) {
      assert(word < this.#wordStart[pool + 1], 'a pool asked for an address has one')
      const bits = this.#free[word]
      if (bits === 0) continue
      this.#lowWord[pool] = word
      const offset = ((word - this.#wordStart[pool]) << 5) + 31 - Math.clz32(bits & -bits)
      return this.#addressAt(pool, offset)
    }
  }

  isFree(pool: number, address: number): boolean {
    const offset = this.#offsetOf(pool, address)
    return (this.#free[this.#wordStart[pool] + (offset >>> 5)] & (1 << (offset & 31))) !== 0
  }

  /** Takes an address. Returns the hosts whose feasibility may change: those of a pool that just ran dry, else none. */
  take(pool: number, address: number): readonly number[] {
    const offset = this.#offsetOf(pool, address)
    const word = this.#wordStart[pool] + (offset >>> 5)
    assert((this.#free[word] & (1 << (offset & 31))) !== 0, 'an address is taken once')
    this.#free[word] &= ~(1 << (offset & 31))
    return --this.#freeCount[pool] === 0 ? this.#pools[pool].hosts : NONE
  }

  /** Gives an address back. Returns the hosts whose feasibility may change: those of a pool that was dry, else none. */
  give(pool: number, address: number): readonly number[] {
    const offset = this.#offsetOf(pool, address)
    const word = this.#wordStart[pool] + (offset >>> 5)
    assert((this.#free[word] & (1 << (offset & 31))) === 0, 'only a taken address is given back')
    this.#free[word] |= 1 << (offset & 31)
    this.#lowWord[pool] = Math.min(this.#lowWord[pool], word)
    return this.#freeCount[pool]++ === 0 ? this.#pools[pool].hosts : NONE
  }

  /** Columns that change, for comparison bit by bit. */
  columns(): readonly ArrayBufferView[] {
    return [this.#free, this.#freeCount]
  }

  #index(network: SegmentNetwork, hostCount: number): number[][] {
    const usable: number[][] = Array.from({ length: hostCount }, () => [])
    this.#pools.forEach((pool, index) => {
      if (pool.networks.includes(network)) for (const host of pool.hosts) usable[host].push(index)
    })
    return usable
  }

  #addressAt(pool: number, offset: number): number {
    const { firstOf, offsetOf } = this.#pools[pool]
    let range = offsetOf.length - 1
    while (offsetOf[range] > offset) range--
    return firstOf[range] + offset - offsetOf[range]
  }

  #offsetOf(pool: number, address: number): number {
    const { firstOf, offsetOf } = this.#pools[pool]
    let range = firstOf.length - 1
    while (firstOf[range] > address) range--
    return offsetOf[range] + address - firstOf[range]
  }
}

const NONE: readonly number[] = []

function addRange(bound: Set<number>, domains: DomainIndex, name: string): void {
  const domain = domains.byName.get(name)
  assert(domain !== undefined, `pool is bound to ${name}, which exists`)
  for (let host = domains.start[domain]; host < domains.start[domain + 1]; host++) bound.add(host)
}
