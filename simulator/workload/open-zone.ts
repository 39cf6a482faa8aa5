import { assert } from '../../src/base/assert.ts'
import type { Patch, Returning } from '../../src/model/calendar.ts'
import type { RequestCause } from '../../src/model/event.ts'
import type { Component } from '../../src/model/scenario.ts'
import type { PodTable } from '../world/pod-table.ts'
import { Tier } from './scaling/tier.ts'
import type { ServedZone, Service } from './zone-service.ts'

/** The shards of one component in one zone, by ordinal; the last are given back first. */
export interface ShardGroup {
  readonly component: Component
  readonly slots: number[]
  /** Null: it does not say how it scales out, and has shards. */
  readonly tier: Tier | null
  nextOrdinal: number
}

/** A zone that is open, its shards by component. */
export interface OpenZone extends ServedZone {
  readonly name: string
  readonly weight: number
  readonly groups: readonly ShardGroup[]
  /** Why its next shards are asked for. */
  cause: RequestCause
  /** Those who would play here; `players` of them are online, the others away because of a patch. */
  expected: number
  players: number
  loginsPerSecond: number
  patch: Patch | null
  restartsAtUs: number
  /** Of its players, those whom losses keep from playing now: of the component with most of them. */
  lostShare: number
  /** Those who were cut off, can play again, and log in bit by bit; the oldest first. */
  waves: Wave[]
  readonly service: Service
  isStale: boolean
}

/** A zone without shards and players. */
export function openedZone(
  name: string,
  weight: number,
  components: readonly Component[],
  pods: PodTable,
  cause: RequestCause,
): OpenZone {
  const groups = components.map((component) => {
    const tier = component.horizontal == null ? null : new Tier(component, component.horizontal, pods)
    return { component, slots: [], tier, nextOrdinal: 0 }
  })
  const nobody = { expected: 0, players: 0, loginsPerSecond: 0, patch: null, restartsAtUs: 0 }
  const service = { playersServed: 0, playersRefused: 0, playersDegraded: 0 }
  return { name, weight, groups, cause, ...nobody, lostShare: 0, waves: [], service, isStale: true }
}

/** A zone, and its shards of one component. */
export interface ShardPlace {
  readonly zone: OpenZone
  readonly group: ShardGroup
}

/** Where a pod is; null: no zone counts on it any more. */
export function placeIn(zones: readonly OpenZone[], slot: number): ShardPlace | null {
  for (const zone of zones) {
    for (const group of zone.groups) if (group.slots.includes(slot)) return { zone, group }
  }
  return null
}

/** Where a pod is that a zone counts on. */
export function placeOf(zones: readonly OpenZone[], slot: number): ShardPlace {
  const place = placeIn(zones, slot)
  assert(place !== null, 'the pod is one of the game')
  return place
}

/** Pods of a component, in the order of zones and ordinals. */
export function slotsOf(zones: readonly OpenZone[], component: string): number[] {
  const groups = zones.flatMap((zone) => zone.groups).filter((group) => group.component.name === component)
  return groups.flatMap((group) => group.slots)
}

/** Players who come back from an instant on. */
export interface Wave {
  readonly fromUs: number
  readonly players: number
  readonly returning: Returning
}
