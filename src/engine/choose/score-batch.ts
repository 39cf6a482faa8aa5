/** Hosts on their way through filters and scores, in parallel columns of which the first `count` entries count. */
export interface ScoreBatch {
  count: number
  readonly hosts: Int32Array
  /** NumaNodes the pod would stand on; set once they are chosen, then never 0. */
  readonly numaMasks: Uint8Array
  readonly scores: Int32Array
}

/** A batch with room for as many hosts. */
export function createScoreBatch(capacity: number): ScoreBatch {
  return {
    count: 0,
    hosts: new Int32Array(capacity),
    numaMasks: new Uint8Array(capacity),
    scores: new Int32Array(capacity),
  }
}
