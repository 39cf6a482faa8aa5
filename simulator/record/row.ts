import { sumOf } from '../../src/base/sum.ts'
import type { RunCounts, SeriesName } from '../../src/model/run.ts'
import type { Recovery } from '../fault/recovery.ts'
import type { Maintenances } from '../maintenance/maintenances.ts'
import type { Rollouts } from '../rollout/rollouts.ts'
import type { GameSample } from '../workload/zone-service.ts'
import type { World } from '../world/world.ts'

export interface RowParts {
  readonly games: readonly GameSample[]
  readonly world: World
  readonly counts: RunCounts
  readonly recovery: Recovery
  readonly rollouts: Rollouts
  readonly maintenance: Maintenances
  /** Players who were cut off and have not logged in again yet. */
  readonly returning: number
}

/** A value of each series at an instant, but for its time and those of delivery. */
export function rowOf({ games, world, counts, ...rest }: RowParts): Partial<Record<SeriesName, number>> {
  const sum = (name: keyof GameSample): number => sumOf(games.map((game) => game[name]))
  const { recovery, rollouts, maintenance, returning } = rest
  const { playersDrained, playersDrainedLate, playersTurnedAway } = world.balancers
  const { hosts, cpuMilliHeld, memoryMibHeld, podsPlaced, podsReady, podsPending } = world
  return {
    players: sum('players'),
    playersServed: sum('playersServed'),
    playersRefused: sum('playersRefused'),
    playersDegraded: sum('playersDegraded'),
    cpusUsedMilli: sum('cpusUsedMilli'),
    zonesOpen: sum('zonesOpen'),
    cpusAllocatable: hosts.cpusAllocatable,
    cpusRequested: cpuMilliHeld / 1000,
    memoryMibRequested: memoryMibHeld,
    podsPlaced,
    podsReady,
    podsPending,
    placesTotal: counts.place,
    resizesTotal: counts.resize,
    releasesTotal: counts.release,
    refusalsTotal: counts.refuse,
    hostsUp: hosts.upCount,
    hostsInUse: hosts.inUseCount,
    playersDisconnected: recovery.playersDisconnected,
    podsAway: recovery.podsAway,
    playersReturning: returning,
    playersDrained,
    playersDrainedLate,
    playersTurnedAway,
    podsUpdated: rollouts.podsUpdated,
    podsUpdating: rollouts.podsUpdating,
    hostsDraining: maintenance.hostsDraining,
    hostsInWork: maintenance.hostsInWork,
    podsMoving: maintenance.podsMoving,
  }
}
