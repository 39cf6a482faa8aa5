import type { Command } from 'commander'
import { shortened } from '../../model/parse/faults.ts'
import { jsonSchema, SCHEMA_KINDS } from '../../model/parse/schemas.ts'
import type { Arguments } from '../arguments.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { outputOf } from '../output.ts'
import { printFaults } from '../print-faults.ts'
import type { CommandBody } from './command-spec.ts'

/** `berth schema`. */
export const SCHEMA: CommandBody = { declare: declareSchema, run: schema }

function declareSchema(command: Command): void {
  command.argument('[KIND]', `${SCHEMA_KINDS.join(', ')}; printed as JSON, with -o yaml as YAML`)
}

/** Prints the JSON Schema of one kind of file; JSON unless `-o yaml`. */
async function schema(args: Arguments): Promise<ExitCode> {
  const output = outputOf(args)
  const expected = `one of ${SCHEMA_KINDS.join(', ')}`
  const word = args.word(0, 'KIND', expected)
  args.end(1)
  const kind = SCHEMA_KINDS.find((candidate) => candidate.toLowerCase() === word.toLowerCase())
  if (kind === undefined && word !== '') args.fault('KIND', shortened(word), expected)
  if (args.faults.length > 0 || kind === undefined) return printFaults(args.faults, null, output)
  if (output.format === 'name') process.stdout.write(`${kind}\n`)
  else output.object(jsonSchema(kind))
  return EXIT.yes
}
