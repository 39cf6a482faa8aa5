import type { Command } from 'commander'
import type { PlanHead } from '../../../model/api.ts'
import type { Plan } from '../../../model/plan.ts'
import type { Arguments } from '../../arguments.ts'
import { declareConnection } from '../../client/connect.ts'
import { printProblem } from '../../client/print-problem.ts'
import { EXIT, type ExitCode } from '../../exit-code.ts'
import { type Output, outputOf } from '../../output.ts'
import { diffText, headTable, planText } from './plan-text.ts'
import { planPath, withConnection } from './with-connection.ts'

/** Declares the options of a command about one plan. */
export function declareNamed(command: Command): void {
  command.argument('[NAME]', 'name of a plan')
  declareConnection(command)
}

/** `berth plans list`: every plan that the token may read, newest first. */
export async function list(args: Arguments): Promise<ExitCode> {
  const output = outputOf(args)
  args.end(0)
  return withConnection(args, output, async ({ client }) => {
    const answer = await client.get<{ readonly plans: readonly PlanHead[] }>('/api/plans')
    if (!answer.ok) return printProblem(answer.problem, output)
    const { plans } = answer.value
    output.answer(
      answer.value,
      () => headTable(plans),
      () => plans.map(({ name }) => name).join('\n'),
    )
    return EXIT.yes
  })
}

/** `berth plans show NAME`. */
export function show(args: Arguments): Promise<ExitCode> {
  return aboutPlan(args, (plan, output) => {
    output.answer(
      plan,
      () => planText(plan),
      () => plan.metadata.name,
    )
    return EXIT.yes
  })
}

/** `berth plans diff NAME`: what it changes on each host; exit code 0 when nothing, 1 when something. */
export function diff(args: Arguments): Promise<ExitCode> {
  return aboutPlan(args, (plan, output) => {
    const { steps, cordon, refusals } = plan.spec
    output.answer(
      { name: plan.metadata.name, cordon, steps, refusals },
      () => diffText(plan),
      () => steps.map(({ pod }) => pod).join('\n'),
    )
    return steps.length === 0 && cordon.length === 0 ? EXIT.yes : EXIT.no
  })
}

function aboutPlan(args: Arguments, print: (plan: Plan, output: Output) => ExitCode): Promise<ExitCode> {
  const output = outputOf(args)
  const name = args.word(0, 'NAME', 'the name of a plan')
  args.end(1)
  return withConnection(args, output, async ({ client }) => {
    const answer = await client.get<Plan>(planPath(name))
    return answer.ok ? print(answer.value, output) : printProblem(answer.problem, output)
  })
}
