import type { Event, RequestCause } from '../../src/model/event.ts'
import type { Fleet } from '../../src/model/fleet.ts'
import type { RecoveryModel } from '../../src/model/recovery.ts'
import type { Rollout } from '../../src/model/rollout.ts'
import type { CacheModel, Delays, DurationRange } from '../../src/model/scenario.ts'
import type { PodSize } from '../../src/model/size.ts'
import type { Balancers } from '../balancer/balancers.ts'
import type { EventQueue } from '../event-queue.ts'
import type { Recovery } from '../fault/recovery.ts'
import type { Tally } from '../record/tally.ts'
import type { Delivery } from './delivery.ts'
import type { NewPod, PodTable } from './pod-table.ts'

export interface WorldParts {
  readonly seed: number
  readonly fleet: Fleet
  readonly delays: Delays
  /** What the scheduler's cache shows; null when nothing is told of it. */
  readonly cache: CacheModel | null
  /** Takes placements through the stages of delivery; null: `delays` alone. */
  readonly delivery: Delivery | null
  /** How losses are noticed and moves become known; null: both at once. */
  readonly model: RecoveryModel | null
  readonly recovery: Recovery
  readonly watch: PodWatch
  readonly balancers: Balancers
  readonly pods: PodTable
  readonly queue: EventQueue
  readonly tally: Tally
  /** Tells the engine what happened. */
  readonly emit: (event: Event) => void
}

/** What a rollout brings to a pod. */
export interface Version {
  readonly change: Rollout['change']
  /** What its containers are made from, as an index into the registry's images; -1: nothing that is pulled. */
  readonly image: number
}

/** How a pod's processes end and start again where they are. */
export interface Restart {
  /** As they were, or where there are no stages of delivery, it takes this; else the stages of the version. */
  readonly takesUs: DurationRange
  /** Null: as they were. */
  readonly version: Version | null
}

/** Who follows new versions of pods. */
export interface PodWatch {
  /** How a pod that would be ready starts once more, as it fails to; null: it starts. */
  fails(slot: number): Restart | null
  /** A pod's players find it. */
  ready(atUs: number, slot: number): void
  /** A pod is lost with its host. */
  lost(atUs: number, slot: number): void
  /** A pod is given up, or drains until it will be. */
  gone(atUs: number, slot: number): void
}

/** What a new pod is asked for with. */
export interface Asking extends PodSize, NewPod {
  /** The group that it gets its place with, or null. */
  readonly group: string | null
  readonly cause: RequestCause
}
