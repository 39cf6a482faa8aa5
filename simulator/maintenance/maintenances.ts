import { assert } from '../../src/base/assert.ts'
import { byCodeUnit } from '../../src/base/order.ts'
import { sumOf } from '../../src/base/sum.ts'
import type { Decision } from '../../src/model/holding.ts'
import type { Maintenance } from '../../src/model/maintenance.ts'
import { type Quantiles, quantilesOf } from '../record/quantiles.ts'
import type { MaintenanceParts } from './maintenance-parts.ts'
import { type GivenUp, MaintenanceRun, type MaintenanceStatus } from './maintenance-run.ts'

/** What became of a maintenance window. */
export interface MaintenanceSummary {
  readonly name: string
  readonly status: MaintenanceStatus
  readonly fromUs: number
  readonly endUs: number | null
  /** Hosts of the window: worked on, given up with pods on them, and of which nothing came, or not yet. */
  readonly hosts: number
  readonly hostsDone: number
  readonly hostsGivenUp: number
  readonly hostsLeft: number
  /** Pods that moved, each once, and their moves; one may be in the way of several hosts. */
  readonly podsMoved: number
  readonly moves: number
  /** Pods that ended with their hosts, as they had not moved in time; they are wanted again elsewhere. */
  readonly podsEnded: number
  /**
   * Pods that did not move, by reason: those that ended, those on hosts given up, and those for which a host waits
   * beyond its grace; see StayReason.
   */
  readonly podsNotMoved: Readonly<Record<string, number>>
  readonly pathMibLost: number
  /** Cut off when their pod stopped, after those who left while it drained. */
  readonly playersDisconnected: number
  /** From a host's cordon until it is empty, or its pods end with it. */
  readonly drainUs: Quantiles
  /** From a moving pod's stop until its players find it again. */
  readonly awayUs: Quantiles
  readonly givenUp: readonly GivenUp[]
}

/** The maintenance windows of a run. */
export class Maintenances {
  readonly #windows: readonly Maintenance[]
  readonly #pods: MaintenanceParts['pods']
  readonly #runs: readonly MaintenanceRun[]
  readonly #inHand = new Map<number, MaintenanceRun>()

  constructor(windows: readonly Maintenance[], parts: MaintenanceParts) {
    this.#windows = windows
    this.#pods = parts.pods
    this.#runs = windows.map((window, index) => new MaintenanceRun(window, index, this.#inHand, parts))
  }

  get hostsDraining(): number {
    return sumOf(this.#runs.map((run) => run.hostsDraining))
  }

  get hostsInWork(): number {
    return sumOf(this.#runs.map((run) => run.hostsInWork))
  }

  get podsMoving(): number {
    return sumOf(this.#runs.map((run) => run.moves.podsMoving))
  }

  /** It is time to look at a host of a window, or at all of it. */
  wake(nowUs: number, window: number, host: number): void {
    this.#runs[window].wake(nowUs, host)
  }

  /** A pod that was asked to move does, or is refused. */
  follow(decision: Extract<Decision, { kind: 'migrate' | 'refuse' }>): void {
    const slot = this.#pods.slotOf(decision.pod.name)
    const run = this.#inHand.get(this.#pods.host[slot])
    assert(run !== undefined, `${decision.pod.name} is asked to move by a window`)
    run.follow(slot, decision)
  }

  /** A host is up again. */
  hostBack(nowUs: number, host: number): void {
    this.#inHand.get(host)?.hostBack(nowUs, host)
  }

  /** A pod's players find it. */
  ready(nowUs: number, slot: number): void {
    for (const run of this.#runs) run.moves.ready(nowUs, slot)
  }

  /** A pod is given up, or will be when it has drained. */
  gone(slot: number): void {
    for (const run of this.#runs) run.gone(slot)
  }

  /** Of each window, by time. */
  summary(nowUs: number): readonly MaintenanceSummary[] {
    return this.#runs.map((run, index) => ({
      name: this.#windows[index].name,
      status: run.status,
      fromUs: this.#windows[index].atUs,
      endUs: run.endUs,
      hosts: this.#windows[index].hosts.length,
      hostsDone: run.hostsDone,
      hostsGivenUp: run.givenUp.length,
      hostsLeft: run.hostsLeft,
      podsMoved: run.moves.podsMoved,
      moves: run.moves.moves,
      podsEnded: run.podsEnded,
      podsNotMoved: Object.fromEntries([...run.notMoved(nowUs)].sort(([a], [b]) => byCodeUnit(a, b))),
      pathMibLost: run.moves.pathMibLost,
      playersDisconnected: run.moves.playersDisconnected,
      drainUs: quantilesOf(run.drainUs),
      awayUs: quantilesOf(run.moves.awayUs),
      givenUp: [...run.givenUp],
    }))
  }
}
