import { byCodeUnit } from '../../base/order.ts'
import type { Host, IpPool, PoolBinding, Segment } from '../fleet.ts'
import type { FaultList } from './faults.ts'
import { checkNetworks } from './networks.ts'
import type { FleetSpec } from './scenario-schema.ts'
import { formatRange, formatSubnet, parseSubnet, subnetSize } from './subnets.ts'

/** Addresses of a subnet that are never handed out when the scenario does not say: network, gateway and a few spare. */
const RESERVE = 10
const VLAN_MAX = 4094

/** Segments and pools of a fleet: those listed, and one of each for every module (or rack) a segment group names. */
export function resolveNetworks(
  spec: FleetSpec,
  hosts: readonly Host[],
  faults: FaultList,
): { segments: Segment[]; pools: IpPool[] } {
  const segments: Segment[] = (spec.segments ?? []).map((entry) => ({
    ...entry,
    networks: [...entry.networks].sort(byCodeUnit),
  }))
  const pools: IpPool[] = (spec.pools ?? []).map((entry) => ({
    name: entry.name,
    segment: entry.segment,
    ranges: entry.ranges,
    boundTo: sortedBinding(entry.boundTo),
  }))
  const segmentPaths = segments.map((_, i) => `spec.fleet.segments[${i}]`)
  const poolPaths = pools.map((_, i) => `spec.fleet.pools[${i}]`)
  for (const [g, group] of (spec.segmentGroups ?? []).entries()) {
    const path = `spec.fleet.segmentGroups[${g}]`
    const made = carve(group, path, hosts, faults)
    for (const entry of made) {
      segments.push(entry.segment)
      segmentPaths.push(path)
      pools.push(entry.pool)
      poolPaths.push(path)
    }
  }
  const sortedRanges = checkNetworks(hosts, { segments, segmentPaths, pools, poolPaths }, faults)
  return {
    segments: segments.sort((a, b) => byCodeUnit(a.name, b.name)),
    pools: pools.map((pool, i) => ({ ...pool, ranges: sortedRanges[i] })).sort((a, b) => byCodeUnit(a.name, b.name)),
  }
}

/** One subnet for each module or rack, in the order of their names, so that the order of hosts leaves no trace. */
function carve(
  group: NonNullable<FleetSpec['segmentGroups']>[number],
  path: string,
  hosts: readonly Host[],
  faults: FaultList,
): { segment: Segment; pool: IpPool }[] {
  const within = parseSubnet(group.within)
  if (within === null) {
    faults.add(`${path}.within`, JSON.stringify(group.within), 'a subnet such as 10.16.0.0/12, from /8 to /30')
    return []
  }
  const domains = [...new Set(hosts.map((host) => host[group.per]))].sort(byCodeUnit)
  const size = subnetSize(group.prefix)
  const room = Math.floor((within.last - within.first + 1) / size)
  if (domains.length > room) {
    faults.add(
      `${path}.within`,
      `room for ${room} subnets of /${group.prefix}`,
      `room for ${domains.length}, one a ${group.per}`,
    )
    return []
  }
  if (group.vlanFrom + domains.length - 1 > VLAN_MAX) {
    faults.add(
      `${path}.vlanFrom`,
      `${group.vlanFrom} for ${domains.length} segments`,
      `at most ${VLAN_MAX + 1 - domains.length}`,
    )
  }
  const reserve = group.reserve ?? RESERVE
  if (reserve + 1 >= size) {
    faults.add(`${path}.reserve`, String(reserve), `below ${size - 1}, for a /${group.prefix} to have an address left`)
    return []
  }
  return domains.map((domain, i) => {
    const first = within.first + i * size
    const segment: Segment = {
      name: `${domain}-${group.name}`,
      vlan: group.vlanFrom + i,
      subnet: formatSubnet(first, group.prefix),
      networks: [...group.networks].sort(byCodeUnit),
    }
    // The last address of a subnet is its broadcast.
    const range = formatRange({ first: first + reserve, last: first + size - 2 })
    const boundTo = group.per === 'module' ? { modules: [domain] } : { racks: [domain] }
    return { segment, pool: { name: segment.name, segment: segment.name, ranges: [range], boundTo } }
  })
}

/** A binding whose lists are sorted and without repeats; empty ones are left out. */
export function sortedBinding(boundTo: NonNullable<FleetSpec['pools']>[number]['boundTo']): PoolBinding {
  const sorted = (names: readonly string[] | undefined): string[] => [...new Set(names ?? [])].sort(byCodeUnit)
  const { hosts, racks, modules } = boundTo
  return {
    ...(hosts === undefined || hosts.length === 0 ? {} : { hosts: sorted(hosts) }),
    ...(racks === undefined || racks.length === 0 ? {} : { racks: sorted(racks) }),
    ...(modules === undefined || modules.length === 0 ? {} : { modules: sorted(modules) }),
  }
}
