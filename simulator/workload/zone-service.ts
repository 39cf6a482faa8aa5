import type { Component } from '../../src/model/scenario.ts'
import type { PodQuality } from '../world/pod-quality.ts'
import { PodState, type PodTable } from '../world/pod-table.ts'
import { isBalanced, sharing, takingOf } from './rotation.ts'

/** One game at a sample. */
export interface GameSample {
  readonly players: number
  readonly playersServed: number
  /** Of each zone those of the component with most shards that are not ready: they cannot play. */
  readonly playersRefused: number
  /**
   * Of each zone those of the component with most shards whose load exceeds what they hold, or whose network or disk
   * falls short: they play, too slowly.
   */
  readonly playersDegraded: number
  /** Held by its placed pods, exclusive and shared: rounded nowhere, so that games add up to the world. */
  readonly cpusRequested: number
  readonly cpusUsedMilli: number
  readonly podsPlaced: number
  readonly podsReady: number
  readonly zonesOpen: number
}

export type GameTally = { -readonly [Name in keyof GameSample]: number }

/** Of a game that does not run. */
export const NO_SAMPLE: GameSample = {
  players: 0,
  playersServed: 0,
  playersRefused: 0,
  playersDegraded: 0,
  cpusRequested: 0,
  cpusUsedMilli: 0,
  podsPlaced: 0,
  podsReady: 0,
  zonesOpen: 0,
}

/** Pods of one component in one zone. */
export interface ServingGroup {
  readonly component: Component
  readonly slots: readonly number[]
}

/** Players of a zone, a game or a run who are served, refused and degraded. */
export interface Service {
  playersServed: number
  playersRefused: number
  playersDegraded: number
}

/** A zone as far as its players are served. */
export interface ServedZone {
  readonly players: number
  readonly groups: readonly ServingGroup[]
  /** What its players get, as it was looked at last. */
  readonly service: Service
  /** Whether anything has changed since that its players feel. */
  isStale: boolean
}

/**
 * Notes what a zone's players get, in place of what was noted last, in the zone and in sums that it is part of.
 * degraded: as if those who are refused could be, too.
 */
export function noteService(zone: ServedZone, sums: Service, served: number, refused: number, degraded: number): void {
  const { service } = zone
  const degradedOfRest = Math.min(degraded, zone.players - refused)
  sums.playersServed += served - service.playersServed
  sums.playersRefused += refused - service.playersRefused
  sums.playersDegraded += degradedOfRest - service.playersDegraded
  service.playersServed = served
  service.playersRefused = refused
  service.playersDegraded = degradedOfRest
  zone.isStale = false
}

/** What the pods of a zone do for its players at an instant, from the load that was read last. */
export class ZoneService {
  readonly #table: PodTable
  /** Of the group looked at last: shards that are not ready, and those whose load exceeds what they hold. */
  #shardsAway = 0
  #shardsOverloaded = 0
  /** How many players are spread over. */
  #shards = 0

  constructor(table: PodTable) {
    this.#table = table
  }

  /** Brings sums up to date in which a zone's players are as noted last. Pods are looked at where something changed. */
  renew(zone: ServedZone, sums: Service): void {
    if (zone.isStale) this.#look(zone, sums)
  }

  /** Takes a zone that closes out of such sums. */
  leave({ service }: ServedZone, sums: Service): void {
    sums.playersServed -= service.playersServed
    sums.playersRefused -= service.playersRefused
    sums.playersDegraded -= service.playersDegraded
  }

  #look(zone: ServedZone, sums: Service): void {
    const { players, groups } = zone
    let share = 1
    let refused = 0
    let degraded = 0
    for (const group of groups) {
      share = Math.min(share, this.#shareServed(group))
      const shards = Math.max(1, this.#shards)
      refused = Math.max(refused, Math.ceil((players * this.#shardsAway) / shards))
      degraded = Math.max(degraded, Math.ceil((players * this.#shardsOverloaded) / shards))
    }
    noteService(zone, sums, Math.floor(players * share), refused, degraded)
  }

  /** Of a zone's players, those whom shards that do not serve cut off: those of the component with most of them. */
  cutOff(players: number, groups: readonly ServingGroup[]): number {
    let most = 0
    for (const group of groups) {
      const slots = takingOf(group.slots, group.component, this.#table)
      let away = 0
      for (const slot of slots) if (this.#table.state[slot] !== PodState.ready) away++
      most = Math.max(most, Math.ceil((players * away) / Math.max(1, slots.length)))
    }
    return most
  }

  /** Share of a zone's players whom lost shards keep from playing: of the component with most of them. */
  lostShare(groups: readonly ServingGroup[]): number {
    let most = 0
    for (const group of groups) {
      const taking = takingOf(group.slots, group.component, this.#table)
      // Behind a load balancer that has nobody left they wait for the first that is back.
      const slots = taking.length === 0 ? group.slots : taking
      let lost = 0
      for (const slot of slots) if (this.#table.lost[slot] === 1) lost++
      if (lost > 0) most = Math.max(most, taking.length === 0 ? 1 : lost / slots.length)
    }
    return most
  }

  /** Adds what a group's pods are and use; returns the thousandths of Cpus that they hold. */
  count({ slots }: ServingGroup, tally: GameTally): number {
    const { state, host, heldMilli, loadMilli } = this.#table
    let milli = 0
    let used = 0
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i]
      if (host[slot] >= 0) tally.podsPlaced++
      milli += heldMilli[slot]
      if (state[slot] !== PodState.ready) continue
      tally.podsReady++
      used += Math.min(loadMilli[slot], heldMilli[slot])
    }
    tally.cpusUsedMilli += Math.floor(used)
    return milli
  }

  /**
   * Share of its players that a component serves. A shard that is not ready serves none of its players; one whose load
   * exceeds its Cpus serves held / load of them, as the rest find it too slow to play. Where the network is counted, it
   * refuses some and loses packets of others. Players are spread evenly, so the share is the mean over shards.
   */
  #shareServed(group: ServingGroup): number {
    const { state, heldMilli, loadMilli, quality } = this.#table
    if (isBalanced(group.component)) return this.#shareBalanced(group)
    if (quality !== null) return this.#shareServedBy(group, quality)
    const { slots } = group
    let away = 0
    let overloaded = 0
    let served = 0
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i]
      if (state[slot] !== PodState.ready) {
        away++
        continue
      }
      const held = heldMilli[slot]
      const load = loadMilli[slot]
      if (load > held) {
        overloaded++
        served += held / load
      } else served++
    }
    this.#shards = slots.length
    this.#shardsAway = away
    this.#shardsOverloaded = overloaded
    return slots.length === 0 ? 1 : served / slots.length
  }

  /** The same behind a load balancer, which spreads players over its rotation; while that is empty, none gets in. */
  #shareBalanced(group: ServingGroup): number {
    const slots = sharing(group.slots, this.#table)
    if (slots.length > 0 || group.slots.length === 0) return this.#shareServedBy({ slots }, this.#table.quality)
    this.#shards = 1
    this.#shardsAway = 1
    this.#shardsOverloaded = 0
    return 0
  }

  /** The same where the network may be counted: apart, as the loop above is the hottest of a run. */
  #shareServedBy({ slots }: Pick<ServingGroup, 'slots'>, quality: PodQuality | null): number {
    const { state, heldMilli, loadMilli } = this.#table
    let away = 0
    let overloaded = 0
    let served = 0
    for (const slot of slots) {
      if (state[slot] !== PodState.ready) {
        away++
        continue
      }
      const share = loadMilli[slot] > heldMilli[slot] ? heldMilli[slot] / loadMilli[slot] : 1
      const refused = quality === null ? 0 : quality.refusedShare[slot]
      away += refused
      if (share < 1 || quality?.isHampered[slot] === 1) overloaded += 1 - refused
      served += (1 - refused) * (quality === null ? share : Math.min(share, quality.carriedShare[slot]))
    }
    this.#shards = slots.length
    this.#shardsAway = away
    this.#shardsOverloaded = overloaded
    return slots.length === 0 ? 1 : served / slots.length
  }
}
