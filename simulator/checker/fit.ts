import type { SegmentNetwork } from '../../src/model/fleet.ts'
import { sharesNic } from './devices.ts'
import { DISKS, NUMA } from './fleet-view.ts'
import { networksOf, takesVf } from './modes.ts'
import { holdsNew } from './numa.ts'
import { peerBroken } from './peers.ts'
import { type Ask, domainOf, type Group } from './pods.ts'
import { milliOf, roomsOf, threadsOf } from './shares.ts'
import type { State } from './state.ts'
import { taintsAgainst } from './taints.ts'

/** Feasibility by plain search, written from docs/ARCHITECTURE.md "What a placement obeys". */

export const FILTERS = [
  'HostUp',
  'Where',
  'Taints',
  'Together',
  'SpreadLimit',
  'Near',
  'Apart',
  'Cpus',
  'Memory',
  'Disk',
  'Vf',
  'Gpu',
  'Nic',
  'Ip',
  'Volume',
  'Numa',
] as const

/** Filters before this one speak of the host's place and cannot be cured by more of a resource. */
export const FIRST_RESOURCE_FILTER = 7

/** Index into FILTERS of the first filter that refuses the host, or -1 when the pod fits there. */
export function firstFailing(state: State, ask: Ask, host: number): number {
  if (state.up[host] === 0 || state.cordoned[host] === 1) return 0
  if (ask.component.allowed[host] === 0) return 1
  if (taintsAgainst(state, ask.component.request, host, 'hard') > 0) return 2
  if (!togetherAllows(state, ask, host)) return 3
  if (spreadBroken(state, ask, host) >= 0) return 4
  const peer = peerBroken(state, ask, host)
  if (peer !== null) return peer.kind === 'near' ? 5 : 6
  if (!hasCpus(state, ask, host)) return 7
  if (state.freeMemory[host] < ask.memoryMib) return 8
  if (!anyDisk(state, ask, host)) return 9
  const { network, numa } = ask.component.request
  if (takesVf(network) && state.freeVf[host] <= 0) return 10
  if (state.devices.freeGpus(host, -1) < (ask.component.request.gpus ?? 0)) return 11
  if (sharesNic(ask) && state.devices.fittingNics(ask, host, -1).length === 0) return 12
  if (!keptReaches(state, ask, host) || dryNetworks(state, ask, host).length > 0) return 13
  if (!volumeFits(state, ask, host)) return 14
  if (numa === 'single' && !onOneNuma(state, ask, host)) return 15
  if (numa === 'spread' && !holdsNew(state, ask, host, (1 << state.view.numaCount[host]) - 1)) return 15
  return -1
}

function hasCpus(state: State, ask: Ask, host: number): boolean {
  if (milliOf(ask) > state.freeMilli[host]) return false
  if (ask.component.request.fullCores !== true) return true
  const room = roomsOf(state, true, host).reduce((sum, cpus) => sum + cpus, 0)
  return ask.cpus <= room && ask.cpus % threadsOf(state, host) === 0
}

/** Whether the together rule lets the pod onto the host. */
export function togetherAllows(state: State, ask: Ask, host: number): boolean {
  const group = ask.scope.together
  if (ask.component.request.together?.weight !== undefined) return true
  return group === null || group.held.size === 0 || settledIn(group) === domainOf(state.view, group.domain, host)
}

/** The domain in which a group that holds something has most pods; ties to the lowest. */
export function settledIn(group: Group): number {
  let best = -1
  let most = 0
  for (const [domain, podCount] of group.held) {
    if (podCount < most || (podCount === most && domain > best)) continue
    best = domain
    most = podCount
  }
  return best
}

/** Index of the first hard spread rule that the host would break, or -1. */
export function spreadBroken(state: State, ask: Ask, host: number): number {
  const rules = ask.component.request.spread
  for (let i = 0; i < rules.length; i++) {
    const { limit } = rules[i]
    if (limit !== undefined && countIn(state, ask, host, i) >= limit) return i
  }
  return -1
}

/** Pods that the rule counts in the host's domain. */
export function countIn(state: State, ask: Ask, host: number, rule: number): number {
  const { scope, domain } = ask.component.request.spread[rule]
  const counts = (scope === 'game' ? ask.component : ask.scope).counts[rule]
  return counts.get(domainOf(state.view, domain, host)) ?? 0
}

/** Whether one disk has both the capacity and the IO share. */
function anyDisk(state: State, ask: Ask, host: number): boolean {
  const { diskMib, ioKibps } = ask.component.request
  if (diskMib === 0 && ioKibps === 0) return true
  for (let d = 0; d < state.view.hosts[host].disks.length; d++) {
    if (state.freeDisk[host * DISKS + d] >= diskMib && state.freeIo[host * DISKS + d] >= ioKibps) return true
  }
  return false
}

/** Whether the address that a pod brings along may be used on the host. */
export function keptReaches(state: State, { kept }: Ask, host: number): boolean {
  return kept === null || state.view.pools[kept.pool].bound[host] === 1
}

/** Networks of which the pod needs an address and the host has none. */
export function dryNetworks(state: State, ask: Ask, host: number): readonly SegmentNetwork[] {
  const networks = networksOf(ask.component.request.network).slice(ask.kept === null ? 0 : 1)
  return networks.filter((network) => firstPool(state, network, host) < 0)
}

/** Whether a volume can be attached for the pod, and its pool reaches the host and has room for a new one. */
function volumeFits(state: State, ask: Ask, host: number): boolean {
  const { attach, mib } = state.volumes.lacking(ask, host)
  return attach === 0 && mib === 0
}

/** The pool that gives an address: the first usable one with a free address, or -1. */
export function firstPool(state: State, network: SegmentNetwork, host: number): number {
  for (const pool of state.view.usablePools[network][host]) {
    if (state.addresses.free[pool] > 0) return pool
  }
  return -1
}

function onOneNuma(state: State, ask: Ask, host: number): boolean {
  for (let n = 0; n < state.view.numaCount[host] && n < NUMA; n++) if (holdsNew(state, ask, host, 1 << n)) return true
  return false
}

/** The disk the rule gives: of those that fit the fullest (`pack`) or emptiest (`spread`), then list order; or -1. */
export function chosenDisk(state: State, ask: Ask, host: number): number {
  const { diskMib, ioKibps } = ask.component.request
  const { packs } = ask.component.profile
  let best = -1
  for (let d = 0; d < state.view.hosts[host].disks.length; d++) {
    const free = state.freeDisk[host * DISKS + d]
    if (free < diskMib || state.freeIo[host * DISKS + d] < ioKibps) continue
    const bestFree = state.freeDisk[host * DISKS + best]
    if (best < 0 || (packs ? free < bestFree : free > bestFree)) best = d
  }
  return best
}
