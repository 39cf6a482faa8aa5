import { parseIpv4 } from '../../../../base/ipv4.ts'
import type { IpPool } from '../../../../model/fleet.ts'
import { formatRange, parseRange } from '../../../../model/parse/subnets.ts'

/**
 * Pools without the given addresses (dotted quads): those of pods that are left out of a snapshot still answer on the
 * wire. A pool of which nothing is left falls away.
 */
export function withoutAddresses(pools: readonly IpPool[], addresses: ReadonlySet<string>): readonly IpPool[] {
  if (addresses.size === 0) return pools
  const taken = [...addresses].map((text) => parseIpv4(text) ?? -1).sort((a, b) => a - b)
  return pools.flatMap((pool) => {
    const ranges = pool.ranges.flatMap((text) => cut(text, taken))
    return ranges.length === 0 ? [] : [{ ...pool, ranges }]
  })
}

function cut(text: string, taken: readonly number[]): string[] {
  const range = parseRange(text)
  if (range === null) return [text]
  const inside = taken.filter((address) => range.first <= address && address <= range.last)
  if (inside.length === 0) return [text]
  const left: string[] = []
  let first = range.first
  for (const address of [...inside, range.last + 1]) {
    if (address > first) left.push(formatRange({ first, last: address - 1 }))
    first = address + 1
  }
  return left
}
