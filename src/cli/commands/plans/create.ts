import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { parsePlanRequestText } from '../../../model/parse/plan-request.ts'
import type { Plan } from '../../../model/plan.ts'
import type { Arguments } from '../../arguments.ts'
import { type Connection, declareConnection, readConnection } from '../../client/connect.ts'
import { printProblem } from '../../client/print-problem.ts'
import { EXIT, type ExitCode } from '../../exit-code.ts'
import { outputOf } from '../../output.ts'
import { printFaults } from '../../print-faults.ts'
import { unreadWords } from '../../scenario-source.ts'
import { planText } from './plan-text.ts'
import { withConnection } from './with-connection.ts'

/** Declares the options of `berth plans create`. */
export function declareCreate(command: Command): void {
  command
    .argument('[FILE]', 'a PlanRequest, YAML or JSON')
    .option('--dry-run [KIND]', 'client: read the file and say what it asks for, nothing is made')
  declareConnection(command)
}

/**
 * Makes a draft of what a file asks for. Repeated after a lost answer, it finds the plan it made; one that is closed by
 * then is a conflict.
 */
export async function create(args: Arguments): Promise<ExitCode> {
  const output = outputOf(args)
  const path = args.word(0, 'FILE', 'a PlanRequest')
  const dryRun = args.choice('--dry-run', ['client'], null)
  args.end(1)
  const choice = readConnection(args)
  if (args.faults.length > 0) return printFaults(args.faults, null, output)
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    return printFaults([{ path: '', found: unreadWords(error), expected: 'a readable file' }], path, output)
  }
  const request = parsePlanRequestText(text)
  if (!request.ok) return printFaults(request.faults, path, output)
  const { name } = request.value.metadata
  if (dryRun !== null) {
    const kinds = request.value.spec.intents.map(({ kind }) => kind)
    output.answer(
      request.value,
      () => `${name} asks for ${kinds.join(', ')}; nothing was made\n`,
      () => name,
    )
    return EXIT.yes
  }
  const send = async ({ client }: Connection): Promise<ExitCode> => {
    const key = createHash('sha256').update(JSON.stringify(request.value)).digest('hex')
    const answer = await client.post<Plan>('/api/plans', request.value, { 'Idempotency-Key': key })
    if (!answer.ok) return printProblem(answer.problem, output)
    const { state, closed } = answer.value.status
    if (state !== 'draft') {
      process.stderr.write(`${name} was made before by the same request, and is ${state}: nothing new was made\n`)
      if (closed) process.stderr.write('it is closed; to ask for the same anew, give the request another name\n')
    }
    output.answer(
      answer.value,
      () => planText(answer.value),
      () => name,
    )
    return closed ? EXIT.conflict : EXIT.yes
  }
  return withConnection(args, output, send, choice)
}
