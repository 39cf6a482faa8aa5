import { Command } from 'commander'
import { PolicyFault } from '../engine/policy/guard.ts'
import { AGENT_VERSION } from '../model/agent.ts'
import { shortened } from '../model/parse/faults.ts'
import { Arguments } from './arguments.ts'
import type { CommandBody, CommandEntry, CommandGroup } from './commands/command-spec.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { OUTPUT_FORMATS, outputOf } from './output.ts'
import { faultOrValue, printPolicyFault } from './policy/policy-fault.ts'
import { printFaults } from './print-faults.ts'
import { LogWriteError } from './run/log-writer.ts'

const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'replay',
    summary: 'run a scenario, or replay a recording and compare',
    load: async () => (await import('./commands/replay.ts')).REPLAY,
  },
  {
    name: 'audit',
    summary: 'recompute every law from the files of a run',
    load: async () => (await import('./commands/audit.ts')).AUDIT,
  },
  {
    name: 'explain',
    summary: 'say how a decision about a pod came about',
    load: async () => (await import('./commands/explain.ts')).EXPLAIN,
  },
  {
    name: 'consolidate',
    summary: 'say which hosts of a run it pays to empty, and by what moves',
    load: async () => (await import('./commands/consolidate.ts')).CONSOLIDATE,
  },
  {
    name: 'fit',
    summary: 'say how many more pods fit in a run, or in the fleet of a scenario',
    load: async () => (await import('./commands/fit.ts')).FIT,
  },
  {
    name: 'prove',
    summary: 'put the engine to every law on made-up fleets',
    load: async () => (await import('./commands/prove.ts')).PROVE,
  },
  {
    name: 'compare',
    summary: 'compare two profiles under the same luck, or two runs',
    load: async () => (await import('./commands/compare.ts')).COMPARE,
  },
  {
    name: 'sweep',
    summary: 'run a grid of settings under many seeds, and say what lies between',
    load: async () => (await import('./commands/sweep.ts')).SWEEP,
  },
  {
    name: 'plan',
    summary: 'say which hosts to add or free, where and when, so that a goal holds',
    load: async () => (await import('./commands/plan.ts')).PLAN,
  },
  {
    name: 'import',
    summary: 'turn what you have into a scenario, a topology or a curve',
    load: async () => (await import('./commands/import.ts')).IMPORT,
  },
  {
    name: 'export',
    summary: 'write a run for other tools: Parquet, CSV, JSON, kubectl, Perfetto',
    load: async () => (await import('./commands/export.ts')).EXPORT,
  },
  {
    name: 'schema',
    summary: 'print the JSON Schema of a file format',
    load: async () => (await import('./commands/schema.ts')).SCHEMA,
  },
  {
    name: 'hosts',
    summary: 'say how each live host and its agent are',
    load: async () => (await import('./commands/hosts.ts')).HOSTS,
  },
  {
    name: 'agents',
    summary: 'invite hosts to run the agent, list and remove them',
    load: async () => (await import('./commands/agents.ts')).AGENTS,
  },
  {
    name: 'agent',
    summary: 'run the agent of this host',
    load: async () => (await import('./commands/agent.ts')).AGENT,
  },
  {
    name: 'serve',
    summary: 'serve the workbench and the API on this machine',
    load: async () => (await import('./commands/serve.ts')).SERVE,
  },
  {
    name: 'session',
    summary: 'schedule a live fleet without plans, and record it',
    load: async () => (await import('./commands/session.ts')).SESSION,
  },
  {
    name: 'plans',
    summary: 'make plans, approve them, apply them, undo them',
    load: async () => (await import('./commands/plans/plans.ts')).PLANS,
  },
  {
    name: 'push',
    summary: 'apply an approved plan and follow it to its end',
    load: async () => (await import('./commands/push.ts')).PUSH,
  },
  {
    name: 'access',
    summary: 'give out, list and revoke tokens',
    load: async () => (await import('./commands/access.ts')).ACCESS,
  },
]

/** Runs one command line and sets the exit code of the process. argv: as in process.argv. */
export async function main(argv: readonly string[]): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', outputFailed)
  try {
    process.exitCode = EXIT.badInput
    const program = await createProgram(argv, (code) => {
      process.exitCode = code
    })
    await program.parseAsync([...argv])
  } catch (error) {
    process.exitCode = report(error)
  }
}

/** A reader that has seen enough (`| head`) changes no verdict: what is left is dropped, the command sets its code. */
function outputFailed(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') process.exit(report(error))
}

type Exit = (code: ExitCode) => void

/** All commands by name; only those that the command line names are loaded. */
async function createProgram(argv: readonly string[], exit: Exit): Promise<Command> {
  const program = createParent('berth', 'Simulation, capacity planning and live plans for fleets of game containers', {
    commands: COMMANDS,
    exit,
  }).version(`berth ${AGENT_VERSION}`, '-V, --version', 'print the version')
  for (const entry of COMMANDS) {
    const { name, summary } = entry
    const body = argv.includes(name) ? await entry.load() : null
    if (body === null) program.addCommand(new Command(name).summary(summary))
    else if ('commands' in body) program.addCommand(createGroup(name, summary, body, exit))
    else program.addCommand(createCommand(name, summary, body, exit))
  }
  return program
}

/** A command whose first word is a command. */
function createParent(
  name: string,
  description: string,
  { commands, exit }: { readonly commands: readonly { readonly name: string }[]; readonly exit: Exit },
): Command {
  const command = new Command(name)
  return command
    .description(description)
    .usage('COMMAND [options]')
    .helpCommand(false)
    .allowUnknownOption()
    .allowExcessArguments()
    .argument('[COMMAND]')
    .action(() => exit(unknownCommand(command, commands)))
}

function createGroup(name: string, summary: string, { commands }: CommandGroup, exit: Exit): Command {
  const group = createParent(name, summary, { commands, exit }).summary(summary)
  for (const spec of commands) group.addCommand(createCommand(spec.name, spec.summary, spec, exit))
  return group.configureHelp({ subcommandTerm: (command) => command.name() })
}

function createCommand(name: string, summary: string, body: CommandBody, exit: Exit): Command {
  const command = new Command(name)
  command
    .summary(summary)
    .description(summary)
    .allowUnknownOption()
    .allowExcessArguments()
    .configureHelp({ optionTerm: (option) => option.flags.replace(/\[|\]/g, '') })
    .action(async () => {
      const args = new Arguments(command)
      const ended = await faultOrValue(() => body.run(args))
      exit(ended instanceof PolicyFault ? printPolicyFault(ended, outputOf(args)) : ended)
    })
  body.declare(command)
  return command
    .usage(usageOf(command))
    .option('-o, --output [FORMAT]', `${OUTPUT_FORMATS.join(', ')} (default: table)`)
    .option('-q, --quiet', 'no progress on stderr')
}

/** Words as they are asked for: commander knows none that must be there, so that all faults are told at once. */
function usageOf({ registeredArguments }: Command): string {
  const words = registeredArguments.map((word) => {
    const name = `${word.name()}${word.variadic ? '...' : ''}`
    return word.description.includes('(default: ') ? `[${name}]` : name
  })
  return ['[options]', ...words].join(' ')
}

function unknownCommand(parent: Command, commands: readonly { readonly name: string }[]): ExitCode {
  const args = new Arguments(parent)
  const names = commands.map((spec) => spec.name)
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
