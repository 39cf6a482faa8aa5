import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { failed, type Result } from '../../../base/result.ts'
import { digestOf } from '../../../live/plans/canonical.ts'
import type { PlanHead } from '../../../model/api.ts'
import { parsePlanText } from '../../../model/parse/plan.ts'
import type { Plan } from '../../../model/plan.ts'
import type { Arguments } from '../../arguments.ts'
import { declareConnection } from '../../client/connect.ts'
import { printProblem } from '../../client/print-problem.ts'
import { EXIT, type ExitCode } from '../../exit-code.ts'
import { type Output, outputOf } from '../../output.ts'
import { printFaults } from '../../print-faults.ts'
import { unreadWords } from '../../scenario-source.ts'
import { diffText, headTable, planText } from './plan-text.ts'
import { planPath, withConnection } from './with-connection.ts'

/** Declares the options of a command about one plan. */
export function declareNamed(command: Command): void {
  command.argument('[NAME]', 'name of a plan, or a file that one was written to')
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

/** A plan by its name, or one that was written to a file with `-o json` or `-o yaml`: no name has a dot or a slash. */
async function aboutPlan(args: Arguments, print: (plan: Plan, output: Output) => ExitCode): Promise<ExitCode> {
  const output = outputOf(args)
  const name = args.word(0, 'NAME', 'the name of a plan, or a file with one')
  args.end(1)
  if (args.faults.length === 0 && /[./]/.test(name)) {
    const plan = readPlan(name)
    return plan.ok ? print(plan.value, output) : printFaults(plan.faults, name, output)
  }
  return withConnection(args, output, async ({ client }) => {
    const answer = await client.get<Plan>(planPath(name))
    return answer.ok ? print(answer.value, output) : printProblem(answer.problem, output)
  })
}

/** The plan in a file. Faults: a file that cannot be read, that is no plan, or whose spec was changed since. */
function readPlan(path: string): Result<Plan> {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    return failed([{ path: '', found: unreadWords(error), expected: 'a readable file' }])
  }
  const plan = parsePlanText(text)
  if (!plan.ok) return plan
  const { digest, ...spec } = plan.value.spec
  const expected = digestOf(spec)
  if (digest === expected) return plan
  return failed([{ path: 'spec.digest', found: digest, expected: `${expected}, which is that of the spec` }])
}
