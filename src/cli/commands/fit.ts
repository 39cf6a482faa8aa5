import type { Command } from 'commander'
import type { RunUntil } from '../../../simulator/what-if/run-until.ts'
import { commandLine } from '../../base/command-line.ts'
import { US_PER_SECOND } from '../../base/units.ts'
import { SCENARIO_SIZES } from '../../model/scenario.ts'
import { sizeOf } from '../../model/size.ts'
import type { Arguments } from '../arguments.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { fitScenario, SCENARIO_OPTIONS } from '../fit/fit-scenario.ts'
import { formatCount, outputOf, table } from '../output.ts'
import { collect } from '../own-profiles.ts'
import { printFaults } from '../print-faults.ts'
import { AT_OPTION, askRunAt, instantOf } from '../run/run-at.ts'
import { isDirectory } from '../run/run-directory.ts'
import type { CommandBody } from './command-spec.ts'

/** More than any fleet that a file may hold has room for. */
const MOST = 100_000_000
/** A zone that no run has: names of zones have no blanks. */
const NEW_ZONE = ' '

/** How many more pods of one component fit. */
interface Fit {
  readonly game: string
  readonly component: string
  readonly cpus: number
  readonly cpuMilli: number
  readonly memoryMib: number
  readonly more: number
}

/** `berth fit`. */
export const FIT: CommandBody = { declare: declareFit, run: fitRun }

function declareFit(command: Command): void {
  command
    .argument('[SCENARIO]', 'directory of a run; or a bundled scenario or scenario file, whose fleet is filled')
    .option(...AT_OPTION)
    .option('--game [NAME]', 'components of this game alone')
    .option('--zone [NAME]', 'the zone they would be of, whose rules bind them (default: a new one)')
    .option('--cpus [N]', 'of a scenario: Cpus of each pod (needed without --mix)')
    .option('--memory [Q]', 'of a scenario: memory of each pod, such as 8Gi (needed without --mix)')
    .option('--vf', 'of a scenario: each pod has a VF and an address of it')
    .option('--mix [FILE]', 'of a scenario: shapes with weights, in place of --cpus, --memory and --vf')
    .option('--size [SIZE]', `of a scenario: ${SCENARIO_SIZES.join(', ')} (default: smoke)`)
    .option('--seed [N]', 'of a scenario with --at: seed of the run up to then (default: 1)')
    .option('--set [PATH=VALUE]', 'of a scenario: a value to put in below spec; may be given again', collect)
}

/**
 * Decides a recording again up to an instant, and says how many more pods of each component would fit then; or fills
 * the fleet of a scenario.
 */
async function fitRun(args: Arguments): Promise<ExitCode> {
  const output = outputOf(args)
  const directory = args.word(0, 'SCENARIO', 'a scenario or the directory of a run')
  args.end(1)
  const untilUs = instantOf(args)
  const isRun = isDirectory(directory)
  for (const name of isRun ? SCENARIO_OPTIONS : (['--game', '--zone'] as const)) {
    if (args.given(name)) args.fault(name, 'an option', `none of those of a ${isRun ? 'scenario' : 'run'}`)
  }
  if (!isRun) return fitScenario(directory, untilUs, args, output)
  const game = args.text('--game', 'the name of a game', null)
  const zone = args.text('--zone', 'the name of a zone', null) ?? NEW_ZONE
  if (args.faults.length > 0) return printFaults(args.faults, null, output)
  const answer = await askRunAt('fit', directory, untilUs, output, (run) => {
    const { atUs, components } = run
    return { atUs, games: [...new Set(components.map((each) => each.game))].sort(), fits: fitsOf(run, game, zone) }
  })
  if (typeof answer === 'number') return answer
  const { atUs, games, fits } = answer
  if (game !== null && fits.length === 0) {
    const expected = games.length === 0 ? 'a game of a run that has one by then' : `one of ${games.join(', ')}`
    return printFaults([{ path: '--game', found: game, expected }], null, output)
  }
  const command = commandOf(directory, args)
  output.answer(
    { directory, atUs, fits, assumptions: ASSUMPTIONS, command },
    () => `${textOf(atUs, fits)}\n${ASSUMPTIONS.map((text) => `- ${text}\n`).join('')}again: ${command}\n`,
    () => fits.map((fit) => `${fit.game}/${fit.component} ${fit.more}`).join('\n'),
  )
  return EXIT.yes
}

const ASSUMPTIONS = [
  'Each component alone, its pods one after another under its own profile and rules, until one gets no place.',
  `Nothing else comes or goes meanwhile; no more than ${formatCount(MOST)} are tried.`,
]

/** The command line that makes the same answer. */
function commandOf(directory: string, args: Arguments): string {
  return commandLine(['berth', 'fit', directory, ...args.asGiven('--at', '--game', '--zone')])
}

function fitsOf({ components, engine }: RunUntil, game: string | null, zone: string): readonly Fit[] {
  return components
    .filter((each) => game === null || each.game === game)
    .map((each) => {
      const more = engine.fit({ game: each.game, zone, component: each.component, most: MOST })
      return { game: each.game, component: each.component, ...sizeOf(each.request), more }
    })
}

function textOf(atUs: number, fits: readonly Fit[]): string {
  const head = `at ${(atUs / US_PER_SECOND).toFixed(3)} s, each row for itself\n`
  const rows = fits.map(({ game, component, cpus, cpuMilli, memoryMib, more }) => {
    return [game, component, String(cpus + cpuMilli / 1000), formatCount(memoryMib), formatCount(more)]
  })
  return `${head}\n${table([['GAME', 'COMPONENT', 'CPUS', 'MIB', 'MORE FIT'], ...rows])}`
}
