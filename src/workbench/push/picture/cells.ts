import { parseCpuList } from '../../../base/cpu-list.ts'
import { parseIpv4 } from '../../../base/ipv4.ts'
import type { MapFrame } from '../../../chart/fleet-picture.ts'
import type { HoldingWords } from '../../../model/decision.ts'
import type { Fleet, Host } from '../../../model/fleet.ts'
import { type FleetTables, FREE } from '../../../model/fleet-columns.ts'
import type { LiveFleet } from './live-fleet.ts'

/** A fleet with what finding cells in it needs. */
export interface FleetIndex {
  readonly fleet: Fleet
  readonly tables: FleetTables
  readonly hostNumbers: ReadonlyMap<string, number>
}

/** Indices of the cells that a holding takes, numbered as the owners of a MapFrame; null when its host is gone. */
export interface HeldCells {
  readonly host: number
  readonly cpus: readonly number[]
  readonly vf: number | null
}

/** Where a holding lies. Cpus and VFs that the host does not have are left out: the target may know better. */
export function cellsOf(index: FleetIndex, holding: HoldingWords): HeldCells | null {
  const host = index.hostNumbers.get(holding.host)
  if (host === undefined) return null
  const { cpuStart, vfStart } = index.tables
  const first = cpuStart[host]
  const cpus = (parseCpuList(holding.cpus ?? '') ?? [])
    .map((cpu) => first + cpu)
    .filter((cell) => cell < cpuStart[host + 1])
  const vf = holding.vf === undefined ? null : vfNumber(index.fleet.hosts[host], holding.vf)
  return { host, cpus, vf: vf === null ? null : vfStart[host] + vf }
}

/** Number of `${nic}:${index}` counted through the host's nics, null when it has no such VF. */
export function vfNumber(host: Host, name: string): number | null {
  const cut = name.lastIndexOf(':')
  const index = Number(name.slice(cut + 1))
  let before = 0
  for (const nic of host.nics) {
    if (nic.name === name.slice(0, cut)) return index < nic.vfs ? before + index : null
    before += nic.vfs
  }
  return null
}

/** `${nic}:${index}` of a VF numbered through the host's nics. */
export function vfName(host: Host, vf: number): string {
  let rest = vf
  for (const nic of host.nics) {
    if (rest < nic.vfs) return `${nic.name}:${rest}`
    rest -= nic.vfs
  }
  return ''
}

/** A frame with no pod on it. hostDown: by host, 1 where it is down. */
export function emptyFrame({ fleet, tables }: FleetIndex, hostDown: Uint8Array): MapFrame {
  const hostCount = fleet.hosts.length
  return {
    cpuOwner: tables.emptyCpus.slice(),
    vfOwner: new Int32Array(tables.vfStart[hostCount]).fill(FREE),
    hostDown,
    ipsHeld: new Int32Array(hostCount),
    ipsFree: new Int32Array(hostCount),
  }
}

/** Gives a pod its cells. */
export function paintHolding(index: FleetIndex, frame: MapFrame, pod: number, holding: HoldingWords): void {
  const cells = cellsOf(index, holding)
  if (cells === null) return
  for (const cell of cells.cpus) frame.cpuOwner[cell] = pod
  if (cells.vf !== null) frame.vfOwner[cells.vf] = pod
  frame.ipsHeld[cells.host]++
}

/** Gives what others than Berth use to one owner that stands for all of them. */
export function paintForeign(live: LiveFleet, frame: MapFrame, owner: number): void {
  live.snapshot.hosts.forEach((host, h) => {
    const first = live.tables.cpuStart[h]
    for (const cpu of parseCpuList(host.foreign.cpus) ?? []) {
      if (first + cpu < live.tables.cpuStart[h + 1]) frame.cpuOwner[first + cpu] = owner
    }
  })
}

/** Counts the addresses still to be had on each host: those of its pools less those held out of them. */
export function countAddresses(index: FleetIndex, frame: MapFrame, holdings: Iterable<HoldingWords>): void {
  const { poolStart, poolOf, poolSizes } = index.tables
  const { pools } = index.fleet
  const ranges = pools.map((pool) => pool.ranges.map((range) => range.split('-').map((text) => parseIpv4(text) ?? -1)))
  const held = new Int32Array(pools.length)
  for (const { ip, segment } of holdings) {
    const address = parseIpv4(ip ?? '') ?? -1
    const pool = pools.findIndex((candidate, p) => {
      return candidate.segment === segment && ranges[p].some(([from, to]) => from <= address && address <= to)
    })
    if (pool >= 0) held[pool]++
  }
  for (let h = 0; h < frame.ipsFree.length; h++) {
    for (let p = poolStart[h]; p < poolStart[h + 1]; p++) frame.ipsFree[h] += poolSizes[poolOf[p]] - held[poolOf[p]]
  }
}
