import type { Command } from 'commander'
import type { Invitation } from '../../live/access/invitations.ts'
import type { Arguments } from '../arguments.ts'
import { declareConnection } from '../client/connect.ts'
import { printProblem } from '../client/print-problem.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { outputOf, table } from '../output.ts'
import type { CommandGroup } from './command-spec.ts'
import { withConnection } from './plans/with-connection.ts'

/** `berth agents`: which hosts the adapter reaches by their agents. */
export const AGENTS: CommandGroup = {
  commands: [
    { name: 'invite', summary: 'make a token for a host to join with, once', declare: declareInvite, run: invite },
    { name: 'list', summary: 'list hosts that joined', declare: declareConnection, run: list },
    { name: 'remove', summary: 'forget a host that joined', declare: declareRemove, run: remove },
  ],
}

function declareInvite(command: Command): void {
  command
    .argument('[HOST]', 'name that the host will have')
    .option('--minutes [N]', 'how long the token may wait to be used (default: 60)')
  declareConnection(command)
}

function declareRemove(command: Command): void {
  command.argument('[HOST]', 'name of a host that joined')
  declareConnection(command)
}

function invite(args: Arguments): Promise<ExitCode> {
  const output = outputOf(args)
  const host = args.word(0, 'HOST', 'the name of a host')
  const minutes = args.integer('--minutes', 1, 7 * 24 * 60, 60)
  args.end(1)
  return withConnection(args, output, async ({ client }) => {
    const answer = await client.post<Invitation>('/api/agents', { host, minutes })
    if (!answer.ok) return printProblem(answer.problem, output)
    const { token, expiresAtMs } = answer.value
    output.answer(
      answer.value,
      () => `token for ${host}, shown this once, good until ${new Date(expiresAtMs).toISOString()}:\n${token}\n`,
      () => token,
    )
    return EXIT.yes
  })
}

interface JoinedHost {
  readonly host: string
  readonly address: string
  readonly expiresAtMs: number
}

function list(args: Arguments): Promise<ExitCode> {
  const output = outputOf(args)
  args.end(0)
  return withConnection(args, output, async ({ client }) => {
    const answer = await client.get<{ readonly agents: readonly JoinedHost[] }>('/api/agents')
    if (!answer.ok) return printProblem(answer.problem, output)
    const rows = answer.value.agents.map(({ host, address, expiresAtMs }) => {
      return [host, address, new Date(expiresAtMs).toISOString()]
    })
    output.answer(
      answer.value,
      () => table([['HOST', 'ADDRESS', 'CERTIFICATE UNTIL'], ...rows]),
      () => answer.value.agents.map(({ host }) => host).join('\n'),
    )
    return EXIT.yes
  })
}

function remove(args: Arguments): Promise<ExitCode> {
  const output = outputOf(args)
  const host = args.word(0, 'HOST', 'the name of a host')
  args.end(1)
  return withConnection(args, output, async ({ client }) => {
    const answer = await client.delete(`/api/agents/${encodeURIComponent(host)}`)
    if (!answer.ok) return printProblem(answer.problem, output)
    output.answer(
      { host, removed: true },
      () => `${host} is asked no more\n`,
      () => host,
    )
    return EXIT.yes
  })
}
