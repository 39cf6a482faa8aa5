import type { Command } from 'commander'
import { type Consolidated, consolidatedAt } from '../../../simulator/what-if/consolidated.ts'
import { commandLine } from '../../base/command-line.ts'
import { parseCpuList } from '../../base/cpu-list.ts'
import { US_PER_SECOND } from '../../base/units.ts'
import type { Arguments } from '../arguments.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { formatCount, outputOf, table } from '../output.ts'
import { printFaults } from '../print-faults.ts'
import { AT_OPTION, askRunAt, instantOf } from '../run/run-at.ts'
import type { CommandBody } from './command-spec.ts'

/** What an empty host is worth; prices of moves are told beside it. */
const HOST_PRICE = 1000
const MOVE_PRICE = 100

const ASSUMPTIONS = [
  `An empty host is worth ${HOST_PRICE}, a move costs what --price says; no other price is looked at.`,
  'Hosts that hold nothing take no pod: who makes these moves cordons them first.',
  'Every move keeps what placements obey; pods keep their size, and nothing comes or goes meanwhile.',
]

/** `berth consolidate`. */
export const CONSOLIDATE: CommandBody = { declare: declareConsolidate, run: consolidate }

function declareConsolidate(command: Command): void {
  command
    .argument('[DIR]', 'directory of a run')
    .option(...AT_OPTION)
    .option('--price [N]', `what a move costs where an empty host is worth ${HOST_PRICE} (default: ${MOVE_PRICE})`)
}

/** Decides a recording again up to an instant, and says which hosts it pays to empty then. Nothing of it changes. */
async function consolidate(args: Arguments): Promise<ExitCode> {
  const output = outputOf(args)
  const directory = args.word(0, 'DIR', 'the directory of a run')
  args.end(1)
  const untilUs = instantOf(args)
  const move = args.integer('--price', 0, HOST_PRICE, MOVE_PRICE)
  if (args.faults.length > 0) return printFaults(args.faults, null, output)
  const prices = { host: HOST_PRICE, move }
  const done = await askRunAt('consolidate', directory, untilUs, output, (run, fleet) => {
    return consolidatedAt(fleet, run, prices)
  })
  if (typeof done === 'number') return done
  const command = commandLine(['berth', 'consolidate', directory, ...args.asGiven('--at'), '--price', move])
  output.answer(
    { directory, prices, ...done, assumptions: ASSUMPTIONS, command },
    () => `${textOf(done)}\n${ASSUMPTIONS.map((text) => `- ${text}\n`).join('')}again: ${command}\n`,
    () => done.emptied.map(({ host }) => host).join('\n'),
  )
  return EXIT.yes
}

function textOf({ atUs, hostsInUse, hostsAfter, emptied }: Consolidated): string {
  const at = `${(atUs / US_PER_SECOND).toFixed(3)} s`
  const moves = emptied.flatMap((host) => host.moves)
  if (moves.length === 0) return `at ${at} ${formatCount(hostsInUse)} hosts are in use; it pays to empty none\n`
  const one = moves.length === 1 ? 'one move empties' : `${formatCount(moves.length)} moves empty`
  const count = formatCount(hostsInUse - hostsAfter)
  const head = `at ${at} ${formatCount(hostsInUse)} hosts are in use; ${one} ${count} of them\n`
  const rows = moves.flatMap((line) => {
    return line.kind === 'migrate'
      ? [[line.from, line.pod, String(parseCpuList(line.cpus ?? '')?.length ?? 0), line.host]]
      : []
  })
  return `${head}\n${table([['EMPTIED', 'POD', 'CPUS', 'TO'], ...rows])}`
}
