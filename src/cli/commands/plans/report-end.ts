import type { Plan, PlanStatus } from '../../../model/plan.ts'
import type { Answer } from '../../client/api-client.ts'
import type { Connection } from '../../client/connect.ts'
import { followPlan } from '../../client/follow.ts'
import { printProblem } from '../../client/print-problem.ts'
import { EXIT, type ExitCode } from '../../exit-code.ts'
import { watchAbort } from '../../interrupt.ts'
import { type Output, table } from '../../output.ts'
import { planPath } from './with-connection.ts'

/**
 * Starts what makes a plan move and reports where it comes to stand, or why it does not start. Ctrl-C ends the
 * following, not the plan, unless it is applied by this process; it is caught from before the start on, so that who
 * presses it is always told what goes on.
 */
export async function startAndReport(
  connection: Connection,
  output: Output,
  start: () => Promise<Answer<Plan>>,
): Promise<ExitCode> {
  const stop = watchAbort()
  try {
    const started = await start()
    if (!started.ok) return printProblem(started.problem, output)
    return await reportEnd(connection, started.value, output, stop.signal)
  } finally {
    stop.end()
  }
}

/**
 * Follows a plan to where it stands and reports that: exit code 0 when every step is as wanted (applied, or rolled
 * back), 1 when it stopped on the way, 130 when the signal came first.
 */
async function reportEnd(connection: Connection, plan: Plan, output: Output, signal: AbortSignal): Promise<ExitCode> {
  const { name } = plan.metadata
  const followed = await followPlan(connection.client, plan, output.quiet, signal)
  if (followed.kind === 'lost') return printProblem(followed.problem, output)
  if (followed.kind === 'interrupted') {
    process.stderr.write(interruptedText(name, followed.status, connection.inProcess !== null))
    return EXIT.interrupted
  }
  const answer = await connection.client.get<Plan>(planPath(name))
  if (!answer.ok) return printProblem(answer.problem, output)
  const { state, reason } = answer.value.status
  const done = doneText(answer.value.status)
  output.answer(
    answer.value,
    () => `${name}: ${state}, ${done}${reason === '' ? '' : `: ${reason}`}\n`,
    () => state,
  )
  return state === 'applied' || state === 'rolled-back' ? EXIT.yes : EXIT.no
}

function doneText({ steps, direction }: PlanStatus): string {
  const count = steps.filter((step) => step.state === (direction === 'back' ? 'undone' : 'applied')).length
  return `${count} of ${steps.length} steps ${direction === 'back' ? 'taken back' : 'applied'}`
}

/** What goes on without this command, and how it is stopped and gone on with. */
function interruptedText(name: string, status: PlanStatus, isHere: boolean): string {
  const goesOn = isHere ? 'is stopped at the call, nothing is lost' : 'goes on at the server'
  const rows = isHere
    ? [
        [`berth push ${name}`, 'goes on; so does "berth serve" on this data folder'],
        [`berth plans halt ${name}`, 'keeps it stopped'],
        [`berth plans resume ${name}`, 'then goes on'],
      ]
    : [
        [`berth push ${name}`, 'follows it again'],
        [`berth plans pause ${name}`, 'stops it after the steps in hand'],
        [`berth plans halt ${name}`, 'stops it at the call'],
        [`berth plans resume ${name}`, 'then goes on'],
      ]
  const lines = table(rows.map((row) => ['', ...row]))
  return `${name} ${goesOn}, ${doneText(status)}; with the same options as here\n${lines}`
}
