import type { PodClass } from '../pod-class.ts'
import type { HostTable } from '../state/host-table.ts'

/** Scores run from 0 to this; weights multiply them. */
export const SCORE_MAX = 100

/** One opinion about a feasible host. Reads the class and the host's own columns only. */
export interface ScorePlugin {
  readonly name: string
  /** Integer in 0..SCORE_MAX. numaMask: the NumaNodes the pod would stand on, never 0. */
  score(hosts: HostTable, host: number, klass: PodClass, numaMask: number): number
}
