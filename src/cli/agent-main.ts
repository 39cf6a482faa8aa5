import { Command } from 'commander'
import { Arguments } from './arguments.ts'
import { agent, declareAgent } from './commands/agent.ts'
import { EXIT } from './exit-code.ts'

/**
 * The agent as a program of its own, built into one file that needs nothing but Node: what is copied to a host. The
 * same command as `berth agent`.
 */
const command = new Command('berth-agent')
  .description('Discovers this host, applies allocations and verifies them')
  .allowUnknownOption()
  .allowExcessArguments()
  .configureHelp({ optionTerm: (option) => option.flags.replace(/\[|\]/g, '') })
declareAgent(command)
command
  .option('-o, --output [FORMAT]', 'table, json, yaml, name (default: table)')
  .option('-q, --quiet', 'no progress on stderr')
  .action(async () => {
    process.exitCode = await agent(new Arguments(command))
  })

try {
  await command.parseAsync(process.argv)
} catch (error) {
  process.stderr.write(`berth: internal error, please report it\n${error instanceof Error ? error.stack : error}\n`)
  process.exitCode = EXIT.internal
}
