import type { ScoreBatch } from '../choose/score-batch.ts'
import type { PodClass } from '../pod-class.ts'
import type { HostTable } from '../state/host-table.ts'

/** An opinion about hosts that can take a pod. Reads the class, the host's own row and the chosen NumaNodes only. */
export interface ScorePlugin {
  readonly name: string
  /**
   * Adds weight × an integer from 0 to SCORE_MAX to each host of the batch. The loop is the plug-in's own, so that its
   * calls stay of one kind and the compiler can inline them.
   */
  addTo(hosts: HostTable, klass: PodClass, batch: ScoreBatch, weight: number): void
}
