import type { Fleet } from '../../src/model/fleet.ts'
import type { EventQueue } from '../event-queue.ts'
import type { GameRun } from '../workload/game-run.ts'
import type { PodTable } from '../world/pod-table.ts'
import type { World } from '../world/world.ts'

/** What every rollout of a run works on. */
export interface RolloutParts {
  /** Of failures. */
  readonly seed: number
  readonly fleet: Fleet
  readonly games: readonly GameRun[]
  readonly pods: PodTable
  readonly world: World
  readonly queue: EventQueue
}

export type RolloutStatus = 'waits' | 'under way' | 'holds' | 'gives up' | 'rolls back' | 'aborted' | 'done'

/** What a step of a rollout came to. untilUs: when its last pod was there again; null: not yet, or it was cut short. */
export interface StepRecord {
  readonly name: string
  readonly fromUs: number
  readonly pods: number
  failures: number
  untilUs: number | null
}
