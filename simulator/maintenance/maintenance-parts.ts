import type { FilterName } from '../../src/model/decision.ts'
import type { Fleet } from '../../src/model/fleet.ts'
import type { EventQueue } from '../event-queue.ts'
import type { Recovery } from '../fault/recovery.ts'
import type { GameRun } from '../workload/game-run.ts'
import type { PodTable } from '../world/pod-table.ts'
import type { World } from '../world/world.ts'

export interface MaintenanceParts {
  /** Of how long work takes. */
  readonly seed: number
  readonly scalingIntervalUs: number
  readonly durationUs: number
  readonly fleet: Fleet
  readonly games: readonly GameRun[]
  readonly pods: PodTable
  readonly world: World
  readonly queue: EventQueue
  readonly recovery: Recovery
}

/**
 * Why a pod is still on its host.
 *
 * pathData  it has data on a path of the host, which would be lost
 * draining  no zone counts on it any more, and it will be given up
 *
 * Else what refused it when it was asked to move last: the filter that the host which came furthest did not pass.
 */
export type StayReason = 'pathData' | 'draining' | FilterName

/** When the load is read next after an instant. */
export function nextReadingUs(nowUs: number, { scalingIntervalUs }: MaintenanceParts): number {
  return (Math.floor(nowUs / scalingIntervalUs) + 1) * scalingIntervalUs
}
