import type { BlockOptions, BlockResult } from '../../prove/block.ts'

/** What the proving threads are started with. */
export interface ProveSetup extends BlockOptions {
  /** Bundle of the policy that is proved, or null. */
  readonly policy: string | null
}

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
