import type { Command } from 'commander'
import { ReleaseRefused } from '../../live/session/carry-out.ts'
import { freeRun } from '../../live/session/free-run.ts'
import { RunRecorder } from '../../live/session/run-recorder.ts'
import { openSession, type RoundReport } from '../../live/session/session.ts'
import { TargetUnreachable } from '../../live/targets/target.ts'
import type { Arguments } from '../arguments.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { formatCount, type Output, outputOf } from '../output.ts'
import { printFaults } from '../print-faults.ts'
import { prepareRunDirectory, runDirectoryFault } from '../run/run-directory.ts'
import { giveLock } from '../run/run-lock.ts'
import { defaultStateFolder } from '../serve/data-folder.ts'
import { openFolder } from '../serve/live-server.ts'
import { openTarget } from '../serve/open-target.ts'
import { declareTarget, targetChoice } from '../serve/target-choice.ts'
import type { CommandBody } from './command-spec.ts'

const INTERVAL_MS_DEFAULT = 500

/** `berth session`. */
export const SESSION: CommandBody = { declare: declareSession, run: session }

function declareSession(command: Command): void {
  command
    .option('--out [DIR]', 'run directory for the recording (needed)')
    .option('--data [DIR]', `data folder; no server may run on it meanwhile (default: ${defaultStateFolder()})`)
    .option('--interval [MS]', `pause between two rounds (default: ${INTERVAL_MS_DEFAULT})`)
  declareTarget(command)
}

/**
 * Schedules a live fleet without plans until interrupted, and records it. The data folder is held meanwhile, so that
 * no plan is applied beside it.
 */
async function session(args: Arguments): Promise<ExitCode> {
  const output = outputOf(args)
  const choice = targetChoice(args)
  const directory = args.text('--out', 'a directory', null)
  if (directory === null && !args.given('--out')) args.fault('--out', 'nothing', 'a directory for the recording')
  const path = args.text('--data', 'a folder', defaultStateFolder())
  const intervalMs = args.integer('--interval', 0, 3_600_000, INTERVAL_MS_DEFAULT)
  args.end(0)
  const taken = directory === null ? null : runDirectoryFault(directory)
  if (taken !== null) args.faults.push(taken)
  if (args.faults.length > 0 || directory === null) return printFaults(args.faults, null, output)
  const folder = await openFolder(path, 'make')
  if (folder.kind !== 'open') {
    const code = printFaults(folder.faults, null, output)
    return folder.kind === 'taken' ? EXIT.conflict : code
  }
  const { open } = folder
  try {
    const target = await openTarget(choice, open)
    if (!target.ok) return printFaults(target.faults, null, output)
    const fault = prepareRunDirectory(directory)
    if (fault !== null) return printFaults([fault], null, output)
    try {
      if (!output.quiet) process.stderr.write(`scheduling ${target.value.about}; Ctrl-C ends the recording\n`)
      return await record({ target: target.value.target, directory, intervalMs, output })
    } finally {
      giveLock(directory)
      await target.value.close()
    }
  } finally {
    open.store.close()
  }
}

interface Recording {
  readonly target: Parameters<typeof openSession>[0]['target']
  readonly directory: string
  readonly intervalMs: number
  readonly output: Output
}

async function record({ target, directory, intervalMs, output }: Recording): Promise<ExitCode> {
  const stop = new AbortController()
  const raise = (): void => stop.abort()
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, raise)
  const say = (line: string): void => {
    if (!output.quiet) process.stderr.write(`${line}\n`)
  }
  try {
    const recorder: { of: RunRecorder | null } = { of: null }
    const opened = await openSession(
      {
        target,
        name: `session-${Date.now()}`,
        record: ({ fleet }) => (recorder.of = new RunRecorder(directory, fleet)),
      },
      stop.signal,
    )
    const options = { intervalMs, onRound: (report: RoundReport) => tell(report, say), onUnreachable: say }
    const refused = await freeRun(opened, options, stop.signal).then(() => null, refusalOf)
    opened.close()
    const counts = recorder.of?.counts
    output.answer(
      { directory, counts },
      () =>
        `recorded in ${directory}: ${formatCount(counts?.events ?? 0)} events, ${formatCount(counts?.decisions ?? 0)} decisions\n`,
      () => directory,
    )
    if (refused !== null) {
      process.stderr.write(`the target refuses a release, and nothing can go on beside it: ${refused.message}\n`)
      return EXIT.conflict
    }
    if (!opened.isOutdated) return EXIT.interrupted
    say('hosts have joined the fleet, which this recording does not know: start another')
    return EXIT.conflict
  } catch (error) {
    if (stop.signal.aborted) return EXIT.interrupted
    if (!(error instanceof TargetUnreachable)) throw error
    process.stderr.write(`the target gives no answer: ${error.message}\n`)
    return EXIT.unreachable
  }
}

/** What ended a session whose recording is whole all the same; throws any other error. */
function refusalOf(error: unknown): ReleaseRefused {
  if (error instanceof ReleaseRefused) return error
  throw error
}

/** One line for each round that decided something, one more for each step that was not carried out. */
function tell({ decisions, failed }: RoundReport, say: (line: string) => void): void {
  if (decisions.length > 0) {
    const counts = new Map<string, number>()
    for (const { kind } of decisions) counts.set(kind, (counts.get(kind) ?? 0) + 1)
    say(Array.from(counts, ([kind, count]) => `${count} ${kind}`).join(', '))
  }
  for (const { step, failure } of failed) say(`${step.pod}: ${failure}`)
}
