import type { Command } from 'commander'
import type { Arguments } from '../arguments.ts'
import type { ExitCode } from '../exit-code.ts'

/** What a command does, and with which options. */
export interface CommandBody {
  declare(command: Command): void
  run(args: Arguments): Promise<ExitCode>
}

export interface CommandSpec extends CommandBody {
  readonly name: string
  readonly summary: string
}

/** Commands behind one word (`berth plans list`). */
export interface CommandGroup {
  readonly commands: readonly CommandSpec[]
}

/** A command before it is known to be the one asked for: what it needs is loaded only then. */
export interface CommandEntry {
  readonly name: string
  readonly summary: string
  load(): Promise<CommandBody | CommandGroup>
}
