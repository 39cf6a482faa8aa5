import { byCodeUnit } from '../../../base/order.ts'
import { fleetTables } from '../../../model/fleet-columns.ts'
import type { PlanStep } from '../../../model/plan.ts'
import type { ObservedPod, Snapshot } from '../../../model/snapshot.ts'
import type { FleetIndex } from './cells.ts'

/** A snapshot with what looking things up in it needs; made once a snapshot. */
export interface LiveFleet extends FleetIndex {
  readonly snapshot: Snapshot
  readonly pods: ReadonlyMap<string, ObservedPod>
  /** Ascending; a game keeps its colour while the list of games stays. */
  readonly games: readonly string[]
}

/** Indexes a snapshot. Linear in its Cpus and pods. */
export function liveFleet(snapshot: Snapshot): LiveFleet {
  const { fleet, pods } = snapshot
  return {
    snapshot,
    fleet,
    tables: fleetTables(fleet),
    hostNumbers: new Map(fleet.hosts.map((host, h) => [host.name, h])),
    pods: new Map(pods.map((pod) => [pod.name, pod])),
    games: [...new Set(pods.map((pod) => pod.game))].sort(byCodeUnit),
  }
}

/** Games of a fleet and of a plan's steps, which may bring new ones; new ones come last and move no colour. */
export function gamesOf(live: LiveFleet, steps: readonly PlanStep[]): readonly string[] {
  const known = new Set(live.games)
  const more = new Set(steps.map((step) => step.game).filter((game) => !known.has(game)))
  return [...live.games, ...[...more].sort(byCodeUnit)]
}
