import type { LossCase, LossStrike } from '../../model/fleet-plan.ts'
import type { Setting } from '../../model/parse/settings.ts'
import type { ProfileSpec } from '../../model/profile.ts'
import type { ScenarioSize } from '../../model/scenario.ts'
import type { ScenarioTexts } from '../scenario-source.ts'

/** What every thread of a plan knows. */
export interface PlanJob {
  /** Read and found good before. */
  readonly texts: ScenarioTexts
  readonly size: ScenarioSize
  /** Profiles beside the stock ones and the scenario's own. */
  readonly given: readonly ProfileSpec[]
  readonly profile: string | null
  readonly monthUs: number
  readonly months: number
  /** When hosts may come or go in a fleet that is tried, ascending, 0 first. */
  readonly stretchesUs: readonly number[]
}

/** One run: a fleet, a seed and what is lost when. */
export interface PlanTask {
  readonly settings: readonly Setting[]
  readonly seed: number
  readonly loss: { readonly of: LossCase; readonly atUs: number } | null
  readonly isDetailed: boolean
}

/** When some runs of one loss lose it, by seed; none where nothing is lost. */
export function strikesOf(tasks: readonly PlanTask[]): readonly LossStrike[] {
  const strikes = tasks.flatMap(({ seed, loss }) => (loss === null ? [] : [{ seed, atUs: loss.atUs }]))
  return strikes.sort((a, b) => a.seed - b.seed)
}

/** Identifies the run among those of a plan. */
export function taskKey({ settings, seed, loss, isDetailed }: PlanTask): string {
  return JSON.stringify([settings.map(({ path, value }) => `${path}=${value}`), seed, loss, isDetailed])
}
