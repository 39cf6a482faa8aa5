import type { SegmentNetwork } from '../../src/model/fleet.ts'
import type { ProfileSpec } from '../../src/model/profile.ts'
import type { Domain, PodRequest } from '../../src/model/request.ts'
import type { PodSize } from '../../src/model/size.ts'
import { type FleetView, NUMA } from './fleet-view.ts'
import type { PeerTable } from './peers.ts'
import type { HeldVolume } from './volumes.ts'

/** What the events say is wanted, and what the decisions say is held. State follows the live pods, not the log. */

export interface Component {
  readonly game: string
  readonly name: string
  readonly request: PodRequest
  readonly profile: ProfileSpec
  /** By host, 1 where the where lists allow it. */
  readonly allowed: Uint8Array
  /** Whether a rule counts the pods of one zone, so that zones differ. */
  zoned: boolean
  /** Whether a release elsewhere can open a host: a hard limit wider than a host, or a together rule. */
  readonly wide: boolean
  readonly zones: Map<string, Scope>
  /** Pods that hold something, by spread rule of scope game, then by domain. */
  readonly counts: readonly Map<number, number>[]
  /** Pods that hold something, by zone, then by host. */
  readonly heldOn: Map<string, Map<number, number>>
}

/** What the rules of one component count for one zone. Kept while any pod of it is wanted. */
export interface Scope {
  readonly zone: string
  podCount: number
  /** What rules between components count, as of a version of the state. */
  peers: { readonly version: number; readonly tables: readonly PeerTable[] }
  /** One entry a spread rule: pods that hold something, by domain index. */
  readonly counts: readonly Map<number, number>[]
  readonly together: Group | null
}

/** Pods that must stay together. */
export interface Group {
  podCount: number
  readonly key: string
  readonly domain: Domain
  /** Pods that hold something, by domain index. */
  readonly held: Map<number, number>
}

/**
 * What a pod holds, a kept address aside. Once booked, `cpus`, `vf` and `addresses` list only what was free to take, so
 * that one breach is reported once.
 */
export interface Held {
  host: number
  readonly cpus: Int32Array
  cpusText: string
  cpuCount: number
  /** Of shared Cpus. */
  cpuMilli: number
  /** By NumaNode. */
  readonly memory: Float64Array
  memoryMib: number
  /** Into host.disks, or -1. */
  disk: number
  diskMib: number
  ioKibps: number
  /** Number of the VF on its host, or -1. */
  vf: number
  vfText: string | undefined
  /** NIC of the VF, into host.nics; -1 without one. */
  vfNic: number
  /** Into host.gpus. */
  gpus: readonly number[]
  /** NIC of the shares, into host.nics; -1 for none. */
  nic: number
  nicMbps: number
  nicKpps: number
  /** In the order of the mode's networks. */
  addresses: readonly HeldAddress[]
  network: string
  /** The volume that is attached; its room in its pool is the pod's own. */
  volume: HeldVolume | null
}

/** An address in words, and its pool and place in the pool; -1 when no pool of the segment has it. */
export interface HeldAddress {
  readonly network: SegmentNetwork
  readonly ip: string
  readonly segment: string
  readonly pool: number
  readonly offset: number
}

/** What others use on a host: bits of their Cpus, MiB by NumaNode. */
export interface Foreign {
  readonly cpus: Int32Array
  readonly memory: Float64Array
}

/** Whether a size is no larger than what is held, in every amount. */
export function takesNoMore(size: PodSize, held: Held): boolean {
  return size.cpus <= held.cpuCount && size.cpuMilli <= held.cpuMilli && size.memoryMib <= held.memoryMib
}

/** A holding of nothing, to be filled in. words: 32-bit words of a Cpu set. */
export function emptyHeld(words: number): Held {
  return {
    host: -1,
    cpus: new Int32Array(words),
    cpusText: '',
    cpuCount: 0,
    cpuMilli: 0,
    memory: new Float64Array(NUMA),
    memoryMib: 0,
    disk: -1,
    diskMib: 0,
    ioKibps: 0,
    vf: -1,
    vfText: undefined,
    vfNic: -1,
    gpus: [],
    nic: -1,
    nicMbps: 0,
    nicKpps: 0,
    addresses: [],
    network: '',
    volume: null,
  }
}

export interface Pod {
  readonly name: string
  readonly component: Component
  readonly zone: string
  readonly scope: Scope
  readonly askedAtUs: number
  /** Name of the group it waits in, or null. */
  group: string | null
  cpus: number
  cpuMilli: number
  memoryMib: number
  /** Why it is wanted: the request's cause, `recover` after it lost its place. */
  cause: string
  held: Held | null
  /** Its fixed address, from its first place to its end. */
  kept: HeldAddress | null
  /** Its volume, from its first place to its end. */
  volume: HeldVolume | null
  /** Cause of a release asked for in this instant, or null. */
  releaseCause: string | null
  /** Size asked for in this instant, or null. */
  resize: (PodSize & { readonly cause: string }) | null
  /** Cause of a move asked for in this instant, or null. */
  migrate: string | null
  /** Its placement did not come about, it was said in this instant. */
  forgotten: boolean
  /** Its host went down in this instant. */
  lost: boolean
  /** Already told that it does not fit. */
  refused: boolean
  /** Its entry among the waiting classes while it waits. */
  waiting: string | null
}

/** What is asked of a host: a size of a component in a zone. */
export interface Ask extends PodSize {
  readonly component: Component
  readonly scope: Scope
  /** The address it brings along, which no host has to give; null for none. */
  readonly kept: HeldAddress | null
  /** The volume it has from its first place on; null for none yet. */
  readonly volume: HeldVolume | null
}

/** The component as the audit uses it. profile: the one that its request names. */
export function compileComponent(
  view: FleetView,
  { game, name }: { readonly game: string; readonly name: string },
  request: PodRequest,
  profile: ProfileSpec,
): Component {
  const { regions, idcs, modules } = request.where
  const admits = (list: readonly string[] | undefined, word: string): boolean =>
    list === undefined || list.length === 0 || list.includes(word)
  return {
    game,
    name,
    request,
    profile,
    allowed: Uint8Array.from(view.hosts, (host) =>
      Number(admits(regions, host.region) && admits(idcs, host.idc) && admits(modules, host.module)),
    ),
    zoned: request.together?.scope === 'zone' || request.spread.some((rule) => rule.scope === 'zone'),
    wide:
      request.together !== undefined ||
      request.spread.some((rule) => rule.limit !== undefined && rule.domain !== 'host'),
    zones: new Map(),
    counts: request.spread.map(() => new Map<number, number>()),
    heldOn: new Map(),
  }
}

/** Whether filters that are code, of which no log tells, may keep its pods off hosts. */
export function hasOwnFilters({ profile }: Component): boolean {
  return (profile.own?.filters.length ?? 0) > 0
}

/** Adds to a count by domain; entries of zero are dropped so that maps follow the live pods. */
export function addTo(counts: Map<number, number>, domain: number, change: 1 | -1): void {
  const count = (counts.get(domain) ?? 0) + change
  if (count === 0) counts.delete(domain)
  else counts.set(domain, count)
}

/** Index of the host's domain of that kind. */
export function domainOf(view: FleetView, domain: Domain, host: number): number {
  return view.domains[domain].of[host]
}

/** Pods of one key fit on the same hosts. */
export function classKey(ask: Ask, zone: string): string {
  const { component, cpus, cpuMilli, memoryMib, kept, volume } = ask
  const who = `${component.game}/${component.name}/${component.zoned ? zone : ''}`
  return `${who}/${cpus}/${cpuMilli}/${memoryMib}/${kept?.pool ?? ''}/${volume?.pool ?? ''}`
}
