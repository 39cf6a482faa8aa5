import type { Command } from 'commander'
import type { DryCall } from '../../live/plans/plan-service.ts'
import type { Plan } from '../../model/plan.ts'
import type { Arguments } from '../arguments.ts'
import { type Connection, declareConnection } from '../client/connect.ts'
import { isMoving } from '../client/follow.ts'
import { printProblem } from '../client/print-problem.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { type Output, outputOf, table } from '../output.ts'
import type { CommandBody } from './command-spec.ts'
import { startAndReport } from './plans/report-end.ts'
import { planPath, withConnection } from './plans/with-connection.ts'

/** `berth push`. */
export const PUSH: CommandBody = { declare: declarePush, run: push }

function declarePush(command: Command): void {
  command
    .argument('[PLAN]', 'name of an approved plan')
    .option('--dry-run [KIND]', 'client: the calls it would make; server: what the target says to them')
    .option('--reason [TEXT]', 'why, for the history and the audit log')
  declareConnection(command)
}

/**
 * Applies an approved plan and follows it to its end; one that is being applied is followed only, and of one that is
 * applied by now it is said so: who ended the following asks again without knowing which it is.
 */
async function push(args: Arguments): Promise<ExitCode> {
  const output = outputOf(args)
  const name = args.word(0, 'PLAN', 'the name of an approved plan')
  const dryRun = args.choice('--dry-run', ['client', 'server'], null)
  const reason = args.text('--reason', 'a text', null)
  args.end(1)
  return withConnection(args, output, async (connection) => {
    const plan = await connection.client.get<Plan>(planPath(name))
    if (!plan.ok) return printProblem(plan.problem, output)
    const { kind } = plan.value.spec.target
    const wanted = args.text('--target', 'a target', kind)
    if (wanted !== kind) {
      const detail = `${name} was made for ${kind}, not for ${wanted}`
      const problem = { type: 'urn:berth:problem:conflict', title: 'Conflict', status: 409, detail }
      return printProblem(problem, output)
    }
    if (dryRun !== null) return printDryRun(connection, name, dryRun, output)
    return startAndReport(connection, output, async () => {
      const { state } = plan.value.status
      if (state === 'applied') return plan
      if (isMoving(state)) {
        connection.inProcess?.adapter.plans.start()
        return plan
      }
      return connection.client.post<Plan>(`${planPath(name)}/apply`, reason === null ? {} : { reason })
    })
  })
}

/** Prints the calls; exit code 1 when the target says no to one of them. */
async function printDryRun(
  { client }: Connection,
  name: string,
  dryRun: 'client' | 'server',
  output: Output,
): Promise<ExitCode> {
  const answer = await client.post<{ readonly calls: readonly DryCall[] }>(`${planPath(name)}/apply`, { dryRun })
  if (!answer.ok) return printProblem(answer.problem, output)
  const { calls } = answer.value
  const rows = calls.map(({ step, call, outcome }) => {
    const reason = outcome !== null && 'reason' in outcome ? outcome.reason : ''
    return [step === 0 ? '' : String(step), call, outcome?.kind ?? '', reason]
  })
  output.answer(
    { name, dryRun, calls },
    () => `${table([['STEP', 'CALL', 'TARGET', 'WHY'], ...rows])}${calls.length} calls; nothing was changed\n`,
    () => calls.map(({ call }) => call).join('\n'),
  )
  const isRefused = calls.some(({ outcome }) => outcome !== null && outcome.kind !== 'done')
  return isRefused ? EXIT.no : EXIT.yes
}
