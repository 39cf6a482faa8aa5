import type { Fault } from '../../base/result.ts'
import type { Arguments } from '../arguments.ts'
import type { Output, OutputFormat } from '../output.ts'
import type { RunHead } from '../run/read-run.ts'
import type { Sink } from './text-sink.ts'

/** A run that is exported. */
export interface ExportedRun {
  readonly directory: string
  readonly head: RunHead
}

/** One format that `berth export` writes. */
export interface ExportKind {
  /** Options of its own; those of other kinds are faults with it. */
  readonly options: readonly string[]
  /** What `-o` may say where stdout is the export itself, beside the `table` that it is when not given. */
  readonly formats: readonly OutputFormat[]
  /** Whether it is bytes that no terminal should see. */
  readonly isBinary: boolean
  /** Logs of the run that it reads. */
  readonly logs: (args: Arguments) => readonly ('events' | 'decisions')[]
  /** Reads its options, whose faults go to `args`, and gives what writes the run: faults of the run's files, if any. */
  readonly prepare: (args: Arguments, output: Output) => (run: ExportedRun, sink: Sink) => Promise<readonly Fault[]>
}
