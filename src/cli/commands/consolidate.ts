import type { Command } from 'commander'
import { type Consolidated, RunConsolidator } from '../../../simulator/what-if/run-consolidator.ts'
import { parseCpuList } from '../../base/cpu-list.ts'
import { US_PER_SECOND } from '../../base/units.ts'
import { PolicyFault } from '../../engine/policy/guard.ts'
import { baselineNamed } from '../../model/baseline.ts'
import type { Arguments } from '../arguments.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { watchInterrupt } from '../interrupt.ts'
import { formatCount, outputOf, table } from '../output.ts'
import { printPolicyFault } from '../policy/policy-fault.ts'
import { engineOfRun } from '../policy/policy-of-run.ts'
import { printFaults } from '../print-faults.ts'
import { startProgress } from '../progress.ts'
import { eachEvent, faultsAt } from '../run/each-event.ts'
import { readRun } from '../run/read-run.ts'
import type { CommandBody } from './command-spec.ts'

/** What an empty host is worth; prices of moves are told beside it. */
const HOST_PRICE = 1000
const MOVE_PRICE = 100

/** `berth consolidate`. */
export const CONSOLIDATE: CommandBody = { declare: declareConsolidate, run: consolidate }

function declareConsolidate(command: Command): void {
  command
    .argument('[DIR]', 'directory of a run')
    .option('--at [SECONDS]', 'seconds of the run after which to look at it, such as 66600.5 (default: its end)')
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
  const head = readRun(directory, ['events'])
  if (!head.ok) return printFaults(head.faults, directory, output)
  const { fleet, profile, profiles } = head.value
  if (profile !== null && baselineNamed(profile, profiles) !== null) {
    const expected = 'a run that the engine decided'
    return printFaults([{ path: 'manifest.json: spec.profile', found: profile, expected }], directory, output)
  }
  const create = await engineOfRun(directory, head.value)
  if (!create.ok) return printFaults(create.faults, directory, output)
  const run = new RunConsolidator(fleet, untilUs, create.value)
  const read = await eachEvent(directory, head.value, startProgress('consolidate', output.quiet), watchInterrupt(), {
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
  const prices = { host: HOST_PRICE, move }
  const done = consolidatedOrFault(() => run.finish(prices))
  if (done instanceof PolicyFault) return printPolicyFault(done, output)
  output.answer(
    { directory, prices, ...done },
    () => textOf(done),
    () => done.emptied.map(({ host }) => host).join('\n'),
  )
  return EXIT.yes
}

function consolidatedOrFault(finish: () => Consolidated): Consolidated | PolicyFault {
  try {
    return finish()
  } catch (error) {
    if (error instanceof PolicyFault) return error
    throw error
  }
}

/** The instant of `--at` in us, Infinity without it. */
function instantOf(args: Arguments): number {
  const expected = 'seconds since the start of the run, with at most six decimals'
  const text = args.text('--at', expected, null)
  if (text === null) return Number.POSITIVE_INFINITY
  if (/^\d{1,9}(\.\d{1,6})?$/.test(text)) return Math.round(Number(text) * US_PER_SECOND)
  args.fault('--at', JSON.stringify(text), expected)
  return 0
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
