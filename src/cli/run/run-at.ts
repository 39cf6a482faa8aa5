import { RunUntil } from '../../../simulator/what-if/run-until.ts'
import type { Fault } from '../../base/result.ts'
import { US_PER_SECOND } from '../../base/units.ts'
import { baselineNamed } from '../../model/baseline.ts'
import type { Fleet } from '../../model/fleet.ts'
import type { Arguments } from '../arguments.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { watchInterrupt } from '../interrupt.ts'
import type { Output } from '../output.ts'
import { engineOfRun } from '../policy/policy-of-run.ts'
import { printFaults } from '../print-faults.ts'
import { startProgress } from '../progress.ts'
import { eachEvent, faultsAt } from './each-event.ts'
import { type RunHead, readRun } from './read-run.ts'

export const AT_OPTION = [
  '--at [SECONDS]',
  'seconds of the run after which to look at it, such as 66600.5 (default: its end)',
] as const

/** The instant of `--at`, or of another option like it, in us; Infinity without it. */
export function instantOf(args: Arguments, name = '--at'): number {
  const expected = 'seconds since the start of the run, with at most six decimals'
  const text = args.text(name, expected, null)
  if (text === null) return Number.POSITIVE_INFINITY
  if (/^\d{1,9}(\.\d{1,6})?$/.test(text)) return Math.round(Number(text) * US_PER_SECOND)
  args.fault(name, JSON.stringify(text), expected)
  return 0
}

/** A fault where a baseline and not the engine decided a run: nothing can be asked of its engine. */
function baselineFaults({ profile, profiles }: RunHead): readonly Fault[] {
  if (profile === null || baselineNamed(profile, profiles) === null) return []
  return [{ path: 'manifest.json: spec.profile', found: profile, expected: 'a run that the engine decided' }]
}

/**
 * A fault where pods were booked by what a lagging cache showed: more than one may hold the same there, which no belief
 * of the engine's ever is. Of a baseline the check does not count.
 */
export function uncheckedFaults({ check, profile, profiles }: RunHead): readonly Fault[] {
  if (check !== 'off' || baselineNamed(profile, profiles) !== null) return []
  const expected = 'a run whose scheduler books what it decides, --check assume or wait'
  return [{ path: 'manifest.json: spec.check', found: check, expected }]
}

/**
 * Decides the recording in a directory again up to an instant in us, as the command of that name, and asks something of
 * it as it stands then. A code in place of the answer when that cannot be, what is wrong printed.
 */
export async function askRunAt<T extends object>(
  command: string,
  directory: string,
  untilUs: number,
  output: Output,
  ask: (run: RunUntil, fleet: Fleet) => T,
): Promise<T | ExitCode> {
  const head = readRun(directory, ['events'])
  if (!head.ok) return printFaults(head.faults, directory, output)
  const notOurs = [...baselineFaults(head.value), ...uncheckedFaults(head.value)]
  if (notOurs.length > 0) return printFaults(notOurs, directory, output)
  const { fleet } = head.value
  const create = await engineOfRun(directory, head.value)
  if (!create.ok) return printFaults(create.faults, directory, output)
  const run = new RunUntil(create.value(fleet), untilUs)
  const read = await eachEvent(directory, head.value, startProgress(command, output.quiet), watchInterrupt(), {
    take(event, line) {
      let isWanted = true
      const faults = faultsAt(line, () => {
        isWanted = run.feed(event)
      })
      return isWanted ? faults : false
    },
  })
  if (read === null) return EXIT.interrupted
  if (!read.ok) return printFaults(read.faults, directory, output)
  run.finish()
  return ask(run, fleet)
}
