import type { Patch } from '../../src/model/calendar.ts'
import type { RequestCause } from '../../src/model/event.ts'
import type { Component } from '../../src/model/scenario.ts'
import type { Tier } from './scaling/tier.ts'

/** The shards of one component in one zone, by ordinal; the last are given back first. */
export interface ShardGroup {
  readonly component: Component
  readonly slots: number[]
  readonly tier: Tier
  nextOrdinal: number
}

/** A zone that is open, its shards by component. */
export interface OpenZone {
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
}
