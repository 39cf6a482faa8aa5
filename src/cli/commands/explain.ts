import type { Command } from 'commander'
import { RunExplainer } from '../../../simulator/what-if/run-explainer.ts'
import { ENGINE_VERSION } from '../../engine/engine.ts'
import { baselineNamed } from '../../model/baseline.ts'
import type { Arguments } from '../arguments.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { decisionDifference } from '../explain/decision-difference.ts'
import { decisionsOfPod } from '../explain/decisions-of-pod.ts'
import { explanationText } from '../explain/explanation-text.ts'
import { watchInterrupt } from '../interrupt.ts'
import { outputOf } from '../output.ts'
import { engineOfRun } from '../policy/policy-of-run.ts'
import { printFaults } from '../print-faults.ts'
import { startProgress } from '../progress.ts'
import { eachEvent, faultsAt } from '../run/each-event.ts'
import { readRun } from '../run/read-run.ts'
import { uncheckedFaults } from '../run/run-at.ts'
import type { CommandBody } from './command-spec.ts'

const HOSTS_LISTED = 5
const HOSTS_LISTED_MAX = 1000
/** Sets of moves grow with the pods of a host to this power. */
const MOVES_MAX = 3

/** `berth explain`. */
export const EXPLAIN: CommandBody = { declare: declareExplain, run: explain }

function declareExplain(command: Command): void {
  command
    .argument('[DIR]', 'directory of a run made with --log full')
    .argument('[POD]', 'name of a pod, as in its decisions')
    .option('--seq [N]', "number of the decision (default: the pod's last one that is no release)")
    .option('--hosts [N]', `feasible hosts to list, best first (default: ${HOSTS_LISTED})`)
    .option('--moves [N]', `for a refused place, moves off one host to make room there, 0 to ${MOVES_MAX} (default: 1)`)
}

/** Decides a recording again up to one decision about a pod, and says how that one came about. */
async function explain(args: Arguments): Promise<ExitCode> {
  const output = outputOf(args)
  const directory = args.word(0, 'DIR', 'the directory of a run')
  const pod = args.word(1, 'POD', 'the name of a pod')
  args.end(2)
  const seq = args.given('--seq') ? args.integer('--seq', 1, Number.MAX_SAFE_INTEGER, 1) : null
  const listed = args.integer('--hosts', 1, HOSTS_LISTED_MAX, HOSTS_LISTED)
  const moves = args.integer('--moves', 0, MOVES_MAX, 1)
  if (args.faults.length > 0) return printFaults(args.faults, null, output)
  const head = readRun(directory, ['events', 'decisions'])
  if (!head.ok) return printFaults(head.faults, directory, output)
  const unchecked = uncheckedFaults(head.value)
  if (unchecked.length > 0) return printFaults(unchecked, directory, output)

  const interrupt = watchInterrupt()
  const progress = startProgress('explain', output.quiet)
  const decisions = await decisionsOfPod(directory, head.value, pod, seq, progress, interrupt)
  if (decisions === null) return EXIT.interrupted
  if (!decisions.ok) return printFaults(decisions.faults, directory, output)
  const { wanted, all } = decisions.value

  const create = await engineOfRun(directory, head.value)
  if (!create.ok) return printFaults(create.faults, directory, output)
  const baseline = baselineNamed(head.value.profile, head.value.profiles)
  const explainer = new RunExplainer(head.value.fleet, wanted, listed, create.value, moves, baseline)
  const read = await eachEvent(directory, head.value, progress, interrupt, {
    take(event, line) {
      let isWanted = true
      const faults = faultsAt(line, () => {
        isWanted = explainer.feed(event)
      })
      return isWanted ? faults : false
    },
  })
  if (read === null) return EXIT.interrupted
  if (!read.ok) return printFaults(read.faults, directory, output)
  const explained = explainer.finish()
  const difference = decisionDifference(wanted, explained?.line ?? null, head.value.engineVersion, ENGINE_VERSION)
  if (explained === null || difference !== null) {
    return printFaults(difference === null ? [] : [difference], directory, output)
  }
  output.answer(
    { directory, ...explained, decisions: all },
    () => explanationText(explained, all),
    () => String(wanted.seq),
  )
  return EXIT.yes
}
