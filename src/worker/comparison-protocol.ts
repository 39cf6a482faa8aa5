import type { ComparedFigure, RunPair } from '../../simulator/planner/comparison.ts'
import type { PodDifference } from '../../simulator/planner/placement-diff.ts'
import type { Fault } from '../base/result.ts'
import type { ScenarioSize } from '../model/scenario.ts'
import type { RunPolicy } from './protocol.ts'

/** What the page reads of two runs of one seed, and what it hands back to have figures made of it. */
export type SeedPair = RunPair
/** One figure over all pairs. */
export type Figure = ComparedFigure
/** A pod that came to lie elsewhere. */
export type Difference = PodDifference

/** Two runs that share their luck. */
export interface PairSpec {
  readonly scenario: string
  readonly size: ScenarioSize
  readonly a: string
  readonly b: string
  readonly seed: number
}

export type PairResult =
  | { readonly ok: true; readonly pair: SeedPair }
  | { readonly ok: false; readonly faults: readonly Fault[] }

/** What a worker that compares policies offers. To cancel, end the worker. */
export interface ComparisonApi {
  /** Runs both. report: how far the pair has come, 0 to 1. */
  pair(spec: PairSpec, policy: RunPolicy, report: (share: number) => void): Promise<PairResult>
  /** pairs: at least one. */
  figures(pairs: readonly SeedPair[]): readonly Figure[]
}
