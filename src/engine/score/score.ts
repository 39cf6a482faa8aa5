import type { ScoreName } from '../../model/profile.ts'
import type { ScoreBatch } from '../choose/score-batch.ts'
import type { PodClass } from '../pod-class.ts'
import { ROW } from '../state/host-row.ts'
import type { HostTable } from '../state/host-table.ts'

/** An opinion about hosts that can take a pod. Reads the class, the host's own row and the chosen NumaNodes only. */
export interface ScorePlugin {
  readonly name: string
  /** Adds weight × an integer from 0 to SCORE_MAX to each host of the batch. */
  addTo(hosts: HostTable, klass: PodClass, batch: ScoreBatch, weight: number): void
}

/**
 * What a stock plug-in says of one host, from 0 to SCORE_MAX.
 *
 * rows  the table's
 * row  where the host's begins
 */
export type StockScore = (rows: Int32Array, row: number, klass: PodClass, numaMask: number) => number

/** The plug-in of a stock score on its own. */
export function stockPlugin(name: ScoreName, score: StockScore): ScorePlugin {
  return {
    name,
    addTo({ rows }, klass, { count, hosts, numaMasks, scores }, weight) {
      for (let i = 0; i < count; i++) scores[i] += weight * score(rows, hosts[i] * ROW, klass, numaMasks[i])
    },
  }
}
