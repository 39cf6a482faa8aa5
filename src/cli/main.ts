import { Command } from 'commander'
import { shortened } from '../model/parse/faults.ts'
import { Arguments } from './arguments.ts'
import { agent, declareAgent } from './commands/agent.ts'
import { audit, declareAudit } from './commands/audit.ts'
import { declareImport, importCurve } from './commands/import.ts'
import { declareReplay, replay } from './commands/replay.ts'
import { declareSchema, schema } from './commands/schema.ts'
import { declareServe, serve } from './commands/serve.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { OUTPUT_FORMATS, outputOf } from './output.ts'
import { printFaults } from './print-faults.ts'
import { LogWriteError } from './run/log-writer.ts'

interface CommandSpec {
  readonly name: string
  readonly summary: string
  declare(command: Command): void
  run(args: Arguments): Promise<ExitCode>
}

const COMMANDS: readonly CommandSpec[] = [
  { name: 'replay', summary: 'run a scenario, or replay a recording and compare', declare: declareReplay, run: replay },
  { name: 'audit', summary: 'recompute every law from the files of a run', declare: declareAudit, run: audit },
  { name: 'import', summary: 'turn an export of yours into a curve', declare: declareImport, run: importCurve },
  { name: 'schema', summary: 'print the JSON Schema of a file format', declare: declareSchema, run: schema },
  { name: 'agent', summary: 'run the agent of this host', declare: declareAgent, run: agent },
  { name: 'serve', summary: 'serve the workbench on this machine', declare: declareServe, run: serve },
]

/** Runs one command line and sets the exit code of the process. argv: as in process.argv. */
export async function main(argv: readonly string[]): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', outputFailed)
  try {
    process.exitCode = EXIT.badInput
    await createProgram((code) => {
      process.exitCode = code
    }).parseAsync([...argv])
  } catch (error) {
    process.exitCode = report(error)
  }
}

/** A reader that has seen enough (`| head`) changes no verdict: what is left is dropped, the command sets its code. */
function outputFailed(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') process.exit(report(error))
}

function createProgram(exit: (code: ExitCode) => void): Command {
  const program = new Command('berth')
  program
    .description('Simulation and capacity planning for fleets of game containers')
    .usage('COMMAND [options]')
    .helpCommand(false)
    .allowUnknownOption()
    .allowExcessArguments()
    .argument('[COMMAND]')
    .action(() => exit(unknownCommand(program)))
  for (const spec of COMMANDS) program.addCommand(createCommand(spec, exit))
  return program
}

function createCommand(spec: CommandSpec, exit: (code: ExitCode) => void): Command {
  const command = new Command(spec.name)
  command
    .summary(spec.summary)
    .description(spec.summary)
    .allowUnknownOption()
    .allowExcessArguments()
    .configureHelp({ optionTerm: (option) => option.flags.replace(/\[|\]/g, '') })
    .action(async () => exit(await spec.run(new Arguments(command))))
  spec.declare(command)
  return command
    .option('-o, --output [FORMAT]', `${OUTPUT_FORMATS.join(', ')} (default: table)`)
    .option('-q, --quiet', 'no progress on stderr')
}

function unknownCommand(program: Command): ExitCode {
  const args = new Arguments(program)
  const names = COMMANDS.map((spec) => spec.name)
  const word = args.words[0]
  args.fault('COMMAND', word === undefined ? 'nothing' : shortened(word), `one of ${names.join(', ')}`)
  return printFaults(args.faults, null, outputOf(args))
}

/** What a failure outside the program is told as; everything else is a broken invariant and shows where. */
function report(error: unknown): ExitCode {
  const text = error instanceof Error ? error.message : String(error)
  if (error instanceof LogWriteError || (error instanceof Error && 'syscall' in error)) {
    process.stderr.write(`berth: found ${text}, expected files that can be read and written\n`)
    return EXIT.badInput
  }
  const where = error instanceof Error ? error.stack : text
  process.stderr.write(`berth: internal error, please report it\n${where}\n`)
  return EXIT.internal
}
