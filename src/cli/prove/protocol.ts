import type { BlockOptions, BlockResult } from '../../prove/block.ts'

/** What the proving threads are started with. */
export type ProveSetup = BlockOptions

/** A block to run; its number only comes back with the result. */
export interface ToProver {
  readonly block: number
  readonly seed: number
  readonly runs: number
}

export interface FromProver {
  readonly block: number
  readonly result: BlockResult
}
