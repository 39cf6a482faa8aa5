import { sumOf } from '../../src/base/sum.ts'
import type { Rollout } from '../../src/model/rollout.ts'
import { type Quantiles, quantilesOf } from '../record/quantiles.ts'
import type { Restart } from '../world/world-parts.ts'
import type { RolloutParts, RolloutStatus, StepRecord } from './rollout-parts.ts'
import { RolloutRun } from './rollout-run.ts'

/** What became of a rollout. */
export interface RolloutSummary {
  readonly name: string
  readonly status: RolloutStatus
  readonly endUs: number | null
  /** Pods of the new version that have a place at the end. */
  readonly podsUpdated: number
  /** Pods that went back to the version before, failures left out. */
  readonly podsRolledBack: number
  /** Cut off when their pod stopped, after those who left while it drained. */
  readonly playersDisconnected: number
  /** From a pod's stop until its players find it again, or until the end where they do not. */
  readonly awayUs: Quantiles
  readonly steps: readonly StepRecord[]
}

/** The rollouts of a run. */
export class Rollouts {
  readonly #rollouts: readonly Rollout[]
  readonly #runs: readonly RolloutRun[]

  constructor(rollouts: readonly Rollout[], parts: RolloutParts) {
    this.#rollouts = rollouts
    this.#runs = rollouts.map((rollout, index) => new RolloutRun(rollout, index, parts))
  }

  get podsUpdated(): number {
    return sumOf(this.#runs.map((run) => run.podsUpdated))
  }

  get podsUpdating(): number {
    return sumOf(this.#runs.map((run) => run.podsUpdating))
  }

  wake(nowUs: number, index: number, what: number): void {
    this.#runs[index].wake(nowUs, what)
  }

  ready(nowUs: number, slot: number): void {
    for (const run of this.#runs) run.ready(nowUs, slot)
  }

  gone(nowUs: number, slot: number): void {
    for (const run of this.#runs) run.gone(nowUs, slot)
  }

  fails(slot: number): Restart | null {
    for (const run of this.#runs) {
      const again = run.fails(slot)
      if (again !== null) return again
    }
    return null
  }

  /** What became of each until now. */
  summary(nowUs: number): readonly RolloutSummary[] {
    return this.#runs.map((run, index) => ({
      name: this.#rollouts[index].name,
      status: run.status,
      endUs: run.endUs,
      podsUpdated: run.podsUpdated,
      podsRolledBack: run.rolledBack,
      playersDisconnected: run.playersDisconnected,
      awayUs: quantilesOf(run.awayUs(nowUs)),
      steps: run.steps.map((step) => ({ ...step })),
    }))
  }
}
