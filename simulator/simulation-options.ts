import type { Engine } from '../src/engine/engine.ts'
import type { RegistryRecord } from '../src/model/delivery.ts'
import type { Event } from '../src/model/event.ts'
import type { Fleet } from '../src/model/fleet.ts'
import type { Decision } from '../src/model/holding.ts'
import type { CacheCheck } from '../src/model/scenario.ts'
import type { Network } from './network/network.ts'
import type { HoursOptions } from './record/game-hours.ts'
import type { GameSample } from './workload/zone-service.ts'
import type { PodTable } from './world/pod-table.ts'

/**
 * Where chance comes from, each with a seed of its own: how launches come (`forecast`), which hosts are lost
 * (`failures`), and everything else, such as delays and loads (`noise`).
 */
export const LUCK = ['forecast', 'failures', 'noise'] as const
export type Luck = Readonly<Record<(typeof LUCK)[number], number>>

/**
 * seed        integer in [0, 2^53); every draw of the run follows from it
 * luck        seeds that differ from it, by source; left out: none
 * profile     overrides the profile of every component, or null
 * check       overrides what keeps the scheduler from double booking, for a scenario with a cache; left out: its own
 * onEvent     what the engine observes, in that order: with the fleet it replays the run
 * onDecision  what it decides, in that order, before the world carries it out
 * onRecord    what the image registry pushed, copied and served, as it is over
 * hours       what to count Cpu-hours by; left out: not at all
 * onNetwork   how the network stands from that instant on, after each change; only where the scenario has one
 * onSample    after each row of the series: the world's pods, to be read at once and not kept, and each game of the
 *             scenario in its order
 */
export interface SimulationOptions {
  readonly seed: number
  readonly luck?: Partial<Luck> | undefined
  readonly profile: string | null
  readonly check?: CacheCheck | undefined
  /** Makes the engine; left out: one with the scenario's own profiles. */
  readonly create?: (fleet: Fleet) => Engine
  readonly hours?: HoursOptions
  readonly onEvent?: (event: Event) => void
  readonly onDecision?: (decision: Decision) => void
  readonly onRecord?: (record: RegistryRecord) => void
  readonly onNetwork?: (atUs: number, network: Network) => void
  readonly onSample?: (atUs: number, pods: PodTable, games: readonly GameSample[]) => void
}
