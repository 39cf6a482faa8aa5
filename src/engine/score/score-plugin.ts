import type { PodClass } from '../pod-class.ts'
import type { HostTable } from '../state/host-table.ts'

/** Scores run from 0 to this; weights multiply them. */
export const SCORE_MAX = 100

/** Feasible hosts to score, in parallel columns of which the first `count` entries count. */
export interface ScoreBatch {
  count: number
  readonly hosts: Int32Array
  /** NumaNodes the pod would stand on, never 0. */
  readonly numaMasks: Uint8Array
  /** Weighted sums so far. */
  readonly scores: Int32Array
}

/**
 * One opinion about feasible hosts. Reads the class and each host's own columns only; works on a batch as filters do.
 */
export interface ScorePlugin {
  readonly name: string
  /** Adds weight × score to every host of the batch, the score an integer in 0..SCORE_MAX. */
  add(hosts: HostTable, klass: PodClass, weight: number, batch: ScoreBatch): void
}
