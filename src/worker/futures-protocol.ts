import type { FutureRun } from '../../simulator/planner/future-run.ts'
import type { Band, Outcome } from '../../simulator/planner/futures.ts'
import type { Fault } from '../base/result.ts'
import type { Goal, ScenarioSize } from '../model/scenario.ts'
import type { Setting } from '../model/setting.ts'
import type { RunPolicy } from './protocol.ts'

/** What the page reads of one future. */
export type Future = FutureRun
export type { FutureSeries } from '../../simulator/planner/future-run.ts'
export type { UseColumn, UseResource } from '../../simulator/planner/future-use.ts'

/** What is run under every seed. */
export interface FutureSpec {
  readonly scenario: string
  readonly size: ScenarioSize
  readonly profile: string | null
  readonly settings: readonly Setting[]
}

/** What of a scenario a what-if turns. */
export interface ScenarioOutline {
  readonly title: string
  readonly durationUs: number
  readonly groups: readonly { readonly name: string; readonly idc: string; readonly count: number }[]
  /** Game groups that open within the run, and the range of their players at the peak. */
  readonly launches: readonly { readonly name: string; readonly peakPlayers: readonly [number, number] }[]
  /** What is promised; null: nothing is. */
  readonly goal: Goal | null
}

type Failed = { readonly ok: false; readonly faults: readonly Fault[] }
export type OutlineResult = { readonly ok: true; readonly outline: ScenarioOutline } | Failed
export type FutureResult = { readonly ok: true; readonly future: Future } | Failed

/** A figure over all futures, as `berth sweep` has it. */
export interface FutureBand {
  readonly name: string
  readonly unit: string
  readonly band: Band | null
}

export interface FutureFigures {
  readonly bands: readonly FutureBand[]
  /** Of how many futures the goal is kept; null: nothing is promised. */
  readonly kept: number | null
}

/** What a worker that runs futures offers. To cancel, end the worker. */
export interface FuturesApi {
  outline(scenario: string, size: ScenarioSize): Promise<OutlineResult>
  /** Runs one. report: how far it has come, 0 to 1. */
  run(spec: FutureSpec, seed: number, policy: RunPolicy, report: (share: number) => void): Promise<FutureResult>
  /** outcomes: at least one. */
  figures(outcomes: readonly Outcome[]): FutureFigures
}
