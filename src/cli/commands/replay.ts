import { Command } from 'commander'
import { LUCK } from '../../../simulator/simulation-options.ts'
import { ENGINE_VERSION } from '../../engine/engine.ts'
import { BASELINE_NAMES, PROFILE_NAMES } from '../../model/profile-names.ts'
import { CACHE_CHECKS, SCENARIO_SIZES } from '../../model/scenario.ts'
import { Arguments } from '../arguments.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { watchInterrupt } from '../interrupt.ts'
import { formatCount, type Output, outputOf, table } from '../output.ts'
import { collect } from '../own-profiles.ts'
import { printFaults } from '../print-faults.ts'
import { startProgress } from '../progress.ts'
import { recordAsked } from '../run/record-asked.ts'
import { replayRecording } from '../run/replay-recording.ts'
import { readCut, wordsOf } from '../run/run-cut.ts'
import { isDirectory, RUN_FILES } from '../run/run-directory.ts'
import type { CommandBody } from './command-spec.ts'

/** Say what to do in one call, and not which run it is. */
const OF_ONE_CALL = ['--resume', '--until', '--out']

const SCENARIO_OPTIONS = [
  '--size',
  '--seed',
  '--set',
  '--split',
  '--profile',
  '--profiles',
  '--policy',
  '--check',
  '--losses',
  '--losses-start',
  '--log',
  '--until',
  '--out',
]

/** `berth replay`. */
export const REPLAY: CommandBody = { declare: declareReplay, run: replay }

function declareReplay(command: Command): void {
  command
    .argument('[SCENARIO]', 'a bundled scenario, a scenario file, or the directory of a run to replay')
    .option('--size [SIZE]', `${SCENARIO_SIZES.join(', ')} (default: smoke)`)
    .option('--seed [N]', 'seed of every random stream (default: 1)')
    .option('--set [PATH=VALUE]', 'a value to put in below spec; may be given again, as for a cell of a sweep', collect)
    .option(
      '--split [SOURCE=N]',
      `seeds of their own for sources of luck: ${LUCK.join(', ')} (default: that of --seed)`,
      collect,
    )
    .option('--profile [NAME]', `one profile for every component: ${[...PROFILE_NAMES, ...BASELINE_NAMES].join(', ')}`)
    .option('--profiles [FILE]', 'profiles beside the stock ones and those of the scenario')
    .option('--policy [FILE]', 'a policy of your own, for every component unless --profile says otherwise', collect)
    .option(
      '--check [KIND]',
      `what keeps a scheduler with a lagging cache from double booking: ${CACHE_CHECKS.join(', ')} (default: the scenario’s)`,
    )
    .option('--losses [FILE]', 'a log of outages to lose hosts, racks, modules and IDCs by, CSV or JSON')
    .option('--losses-start [TIME]', 'the date and time in that log at which the scenario begins')
    .option('--log [KIND]', 'full, or digest to write everything but decisions.ndjson (default: full)')
    .option('--until [SECONDS]', 'seconds of the run after which to cut it, such as 66600.5 (default: its end)')
    .option(
      '--resume [DIR]',
      'in place of SCENARIO: the run that was cut or interrupted, to go on with; other options change its future',
    )
    .option('--out [DIR]', 'run directory (default: runs/SCENARIO-SIZE-SEED[-PROFILE])')
}

/** Runs a scenario into a run directory, goes on with a run that was cut, or replays a recording and compares. */
async function replay(args: Arguments): Promise<ExitCode> {
  const output = outputOf(args)
  if (args.given('--resume')) return resume(args, output)
  const word = args.word(0, 'SCENARIO', 'a scenario or a run directory')
  args.end(1)
  if (word !== '' && isDirectory(word)) return replayDirectory(word, args, output)
  return recordAsked(word, args, output, null)
}

/** Plays a run that was cut again, under its own words and those given with it, and goes on. */
async function resume(args: Arguments, output: Output): Promise<ExitCode> {
  args.end(0)
  const directory = args.text('--resume', 'the directory of a run that was cut', null)
  const more = wordsOf(args)
  if (directory === null || args.faults.length > 0) return printFaults(args.faults, null, output)
  const cut = readCut(directory)
  if (!cut.ok) return printFaults(cut.faults, directory, output)
  const { words } = cut.value.spec
  const own = argumentsOf(words)
  for (const name of OF_ONE_CALL) if (own.given(name)) own.fault(name, 'an option', 'none of one call alone')
  if (own.faults.length > 0) {
    const faults = own.faults.map((fault) => ({ ...fault, path: `${RUN_FILES.cut}: spec.words: ${fault.path}` }))
    return printFaults(faults, directory, output)
  }
  const ofThisCall = OF_ONE_CALL.slice(1).flatMap((name) => {
    const value = args.text(name, 'a value', null)
    return value === null ? [] : [name, value]
  })
  // A run has one policy: one given now takes the place of the cut's, whose file may have moved.
  const isKept = (i: number): boolean => words[i] !== '--policy' && words[i - 1] !== '--policy'
  const kept = args.given('--policy') ? words.filter((_, i) => isKept(i)) : words
  const all = argumentsOf([...kept, ...more, ...ofThisCall])
  const word = all.word(0, 'SCENARIO', 'a scenario')
  all.end(1)
  return recordAsked(word, all, output, { cut: cut.value, directory, isAlike: more.length === 0 })
}

/** Words read as those of this command. */
function argumentsOf(words: readonly string[]): Arguments {
  const command = new Command('replay').helpOption(false).allowUnknownOption().allowExcessArguments()
  declareReplay(command)
  return new Arguments(command.parse([...words], { from: 'user' }))
}

async function replayDirectory(directory: string, args: Arguments, output: Output): Promise<ExitCode> {
  for (const name of SCENARIO_OPTIONS) {
    if (args.given(name)) args.fault(name, 'an option', 'none of the scenario options with a run directory')
  }
  if (args.faults.length > 0) return printFaults(args.faults, null, output)
  const progress = startProgress('replay', output.quiet)
  const replayed = await replayRecording(directory, progress, watchInterrupt())
  if (replayed === null) return EXIT.interrupted
  if (!replayed.ok) return printFaults(replayed.faults, directory, output)
  const { recorded, again, decisions, recordedBy } = replayed.value
  const same = recorded === again
  const engines = { recorded: recordedBy, replayed: ENGINE_VERSION }
  const why = recordedBy === ENGINE_VERSION ? '' : `: recorded by engine ${recordedBy}, this is ${ENGINE_VERSION}`
  const text = table([
    ['recorded', recorded],
    ['replayed', again],
    ['decisions', formatCount(decisions)],
    ['result', same ? 'same' : `different${why}`],
  ])
  output.answer(
    { directory, same, recorded, replayed: again, decisions, engines },
    () => text,
    () => again,
  )
  return same ? EXIT.yes : EXIT.no
}
