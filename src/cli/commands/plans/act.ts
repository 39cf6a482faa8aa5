import type { Command } from 'commander'
import type { Plan, PlanAction } from '../../../model/plan.ts'
import type { Arguments } from '../../arguments.ts'
import { declareConnection } from '../../client/connect.ts'
import { printProblem } from '../../client/print-problem.ts'
import { EXIT, type ExitCode } from '../../exit-code.ts'
import { type Output, outputOf } from '../../output.ts'
import type { CommandSpec } from '../command-spec.ts'
import { startAndReport } from './report-end.ts'
import { planPath, withConnection } from './with-connection.ts'

const SUMMARIES: Readonly<Record<PlanAction, string>> = {
  propose: 'ask for approval of a draft',
  withdraw: 'take a proposed or approved plan back to a draft',
  approve: 'approve a plan that somebody else wrote',
  apply: 'begin to apply an approved plan',
  pause: 'stop after the steps in hand',
  resume: 'go on with a paused or halted plan',
  halt: 'stop at the call',
  rollback: 'take back what was applied, last first',
  close: 'give up what a plan keeps reserved for a rollback',
}

/** Actions after which a plan goes on by itself. */
const MOVING: readonly PlanAction[] = ['apply', 'resume', 'rollback']

/** One command for each action on a plan. */
export const ACTIONS: readonly CommandSpec[] = (Object.keys(SUMMARIES) as PlanAction[]).map((action) => ({
  name: action,
  summary: SUMMARIES[action],
  declare: declareAction,
  run: (args) => act(args, action),
}))

function declareAction(command: Command): void {
  command
    .argument('[NAME]', 'name of a plan')
    .option('--reason [TEXT]', 'why, for the history and the audit log')
    .option('--revision [N]', 'only when the plan is still at this revision')
  declareConnection(command)
}

function act(args: Arguments, action: PlanAction): Promise<ExitCode> {
  const output = outputOf(args)
  const name = args.word(0, 'NAME', 'the name of a plan')
  const reason = args.text('--reason', 'a text', null)
  const revision = args.given('--revision') ? args.integer('--revision', 0, Number.MAX_SAFE_INTEGER, 0) : null
  args.end(1)
  return withConnection(args, output, async (connection) => {
    const body = reason === null ? {} : { reason }
    const tag = revision === null ? {} : { 'If-Match': `"${revision}"` }
    const ask = () => connection.client.post<Plan>(`${planPath(name)}/${action}`, body, tag)
    if (MOVING.includes(action) && connection.inProcess !== null) return startAndReport(connection, output, ask)
    const answer = await ask()
    return answer.ok ? printState(answer.value, output) : printProblem(answer.problem, output)
  })
}

/** The state; of a plan that goes on by itself also what it does and how to see where it comes to. */
function stateText({ metadata: { name }, status: { state, closed, direction } }: Plan): string {
  if (state !== 'applying') return `${name}: ${state}${closed ? ', closed' : ''}\n`
  const doing = direction === 'back' ? 'taking steps back, last first' : 'applying'
  return `${name}: ${doing}; berth plans show ${name} says how far\n`
}

function printState(plan: Plan, output: Output): ExitCode {
  const { name } = plan.metadata
  output.answer(
    plan,
    () => stateText(plan),
    () => name,
  )
  return EXIT.yes
}
