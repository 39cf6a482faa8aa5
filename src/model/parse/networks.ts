import type { Host, IpPool, PoolBinding, Segment } from '../fleet.ts'
import type { FaultList } from './faults.ts'
import { expectedName } from './faults.ts'
import { checkUniqueNames } from './places.ts'
import type { AddressRange } from './subnets.ts'
import { formatRange, parseRange, parseSubnet } from './subnets.ts'

/** Segments and pools with the path each came from. */
export interface Networks {
  readonly segments: readonly Segment[]
  readonly segmentPaths: readonly string[]
  readonly pools: readonly IpPool[]
  readonly poolPaths: readonly string[]
}

interface Placed extends AddressRange {
  readonly name: string
  readonly path: string
}

/**
 * Notes every fault of segments and pools: names, subnets, ranges outside or across, addresses in two pools, and
 * bindings to what does not exist. Returns the ranges of each pool, ascending, in their usual form.
 */
export function checkNetworks(hosts: readonly Host[], networks: Networks, faults: FaultList): string[][] {
  const { segments, segmentPaths, pools, poolPaths } = networks
  checkUniqueNames(
    segments.map((segment, i) => ({ name: segment.name, path: segmentPaths[i] })),
    'segment',
    faults,
  )
  checkUniqueNames(
    pools.map((pool, i) => ({ name: pool.name, path: poolPaths[i] })),
    'pool',
    faults,
  )
  const subnets = subnetsOf(segments, segmentPaths, faults)
  const ranges = pools.map((pool, i) => rangesOf(pool, poolPaths[i], subnets, segments, faults))
  checkApart(ranges.flat(), 'pool', faults)
  checkBindings(hosts, pools, poolPaths, faults)
  return ranges.map((list) => list.map(formatRange))
}

function subnetsOf(
  segments: readonly Segment[],
  paths: readonly string[],
  faults: FaultList,
): Map<string, AddressRange | null> {
  const subnets = new Map<string, AddressRange | null>()
  const placed: Placed[] = []
  for (const [i, segment] of segments.entries()) {
    const subnet = parseSubnet(segment.subnet)
    if (!subnets.has(segment.name)) subnets.set(segment.name, subnet)
    if (subnet !== null) placed.push({ ...subnet, name: segment.name, path: `${paths[i]}.subnet` })
    else
      faults.add(`${paths[i]}.subnet`, JSON.stringify(segment.subnet), 'a subnet such as 10.3.4.0/22, from /8 to /30')
  }
  checkApart(placed, 'segment', faults)
  return subnets
}

function rangesOf(
  pool: IpPool,
  path: string,
  subnets: ReadonlyMap<string, AddressRange | null>,
  segments: readonly Segment[],
  faults: FaultList,
): Placed[] {
  const subnet = subnets.get(pool.segment)
  if (subnet === undefined) {
    faults.add(
      `${path}.segment`,
      JSON.stringify(pool.segment),
      expectedName(
        'segment',
        pool.segment,
        segments.map((s) => s.name),
      ),
    )
  }
  const ranges: Placed[] = []
  for (const [k, text] of pool.ranges.entries()) {
    const at = `${path}.ranges[${k}]`
    const range = parseRange(text)
    if (range === null) faults.add(at, JSON.stringify(text), 'a range such as 10.3.4.10-10.3.5.250')
    else if (range.last < range.first)
      faults.add(at, JSON.stringify(text), 'a range whose last address is not before its first')
    else if (subnet != null && (range.first < subnet.first || range.last > subnet.last)) {
      faults.add(at, JSON.stringify(text), `addresses of segment ${pool.segment}, ${formatRange(subnet)}`)
    } else ranges.push({ ...range, name: pool.name, path: at })
  }
  return ranges.sort((a, b) => a.first - b.first)
}

/** Notes each range that shares an address with one before it. */
function checkApart(ranges: readonly Placed[], noun: string, faults: FaultList): void {
  const sorted = [...ranges].sort((a, b) => a.first - b.first || a.last - b.last || (a.path < b.path ? -1 : 1))
  let reach: Placed | null = null
  for (const range of sorted) {
    if (reach !== null && range.first <= reach.last) {
      faults.add(range.path, formatRange(range), `addresses apart from ${noun} ${reach.name}, ${formatRange(reach)}`)
    }
    if (reach === null || range.last > reach.last) reach = range
  }
}

/** Notes every binding to what does not exist, and pools that are bound to nothing. paths: of the pools. */
export function checkBindings(
  hosts: readonly Host[],
  pools: readonly { readonly boundTo: PoolBinding }[],
  paths: readonly string[],
  faults: FaultList,
): void {
  const known = {
    hosts: new Set(hosts.map((host) => host.name)),
    racks: new Set(hosts.map((host) => host.rack)),
    modules: new Set(hosts.map((host) => host.module)),
  }
  const nouns = { hosts: 'host', racks: 'rack', modules: 'module' } as const
  for (const [i, pool] of pools.entries()) {
    let boundCount = 0
    for (const level of ['hosts', 'racks', 'modules'] as const) {
      for (const [k, name] of (pool.boundTo[level] ?? []).entries()) {
        boundCount++
        if (known[level].has(name)) continue
        faults.add(
          `${paths[i]}.boundTo.${level}[${k}]`,
          JSON.stringify(name),
          expectedName(nouns[level], name, known[level]),
        )
      }
    }
    if (boundCount === 0) faults.add(`${paths[i]}.boundTo`, 'nothing bound', 'at least one host, rack or module')
  }
}
