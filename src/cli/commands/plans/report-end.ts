import type { Plan } from '../../../model/plan.ts'
import type { Connection } from '../../client/connect.ts'
import { followPlan } from '../../client/follow.ts'
import { printProblem } from '../../client/print-problem.ts'
import { EXIT, type ExitCode } from '../../exit-code.ts'
import type { Output } from '../../output.ts'
import { planPath } from './with-connection.ts'

/**
 * Follows a plan to where it stands and reports that: exit code 0 when every step is as wanted (applied, or rolled
 * back), 1 when it stopped on the way. Ctrl-C ends the following, not the plan, unless it is applied by this process.
 */
export async function reportEnd(connection: Connection, plan: Plan, output: Output): Promise<ExitCode> {
  const { name } = plan.metadata
  const followed = await followPlan(connection.client, plan, output.quiet)
  if (followed.kind === 'lost') return printProblem(followed.problem, output)
  if (followed.kind === 'interrupted') {
    const isHere = connection.inProcess !== null
    process.stderr.write(
      isHere
        ? `stopped at the call; "berth push ${name}" goes on, "berth plans halt ${name}" keeps it stopped\n`
        : `${name} goes on at the server; "berth plans halt ${name}" stops it\n`,
    )
    return EXIT.interrupted
  }
  const answer = await connection.client.get<Plan>(planPath(name))
  if (!answer.ok) return printProblem(answer.problem, output)
  const { state, reason, steps, direction } = answer.value.status
  const count = steps.filter((step) => step.state === (direction === 'back' ? 'undone' : 'applied')).length
  const done = `${count} of ${steps.length} steps ${direction === 'back' ? 'taken back' : 'applied'}`
  output.answer(
    answer.value,
    () => `${name}: ${state}, ${done}${reason === '' ? '' : `: ${reason}`}\n`,
    () => state,
  )
  return state === 'applied' || state === 'rolled-back' ? EXIT.yes : EXIT.no
}
