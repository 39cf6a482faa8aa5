import type { RunCounts } from '../src/model/run.ts'
import type { RecordedSeries } from './record/series.ts'
import type { RunSummary } from './record/summary.ts'

/** A run as those see it who advance and record it. */
export interface Simulation {
  /** The last instant handled; 0 before the first. */
  readonly nowUs: number
  readonly done: boolean
  /**
   * Handles up to that many instants (distinct times), none after untilUs. How a run is cut into slices changes nothing
   * in it. False when nothing is left to do up to untilUs.
   */
  advance(instantsMax: number, untilUs?: number): boolean
  readonly series: RecordedSeries
  readonly counts: RunCounts
  /** Sums the run up so far. Sorts what was measured: call it at the end, not in every slice. */
  summary(): RunSummary
}
