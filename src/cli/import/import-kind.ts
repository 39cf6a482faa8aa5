import type { Arguments } from '../arguments.ts'
import type { ExitCode } from '../exit-code.ts'
import type { Output } from '../output.ts'

/** One kind of export that `berth import` reads. */
export interface ImportKind {
  /** Options of its own; those of other kinds are faults with it. */
  readonly options: readonly string[]
  /** Faults of the command line so far are in `args.faults`. */
  readonly run: (args: Arguments, files: readonly string[], output: Output) => ExitCode | Promise<ExitCode>
}
