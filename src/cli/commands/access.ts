import type { Command } from 'commander'
import { failed } from '../../base/result.ts'
import { parseWish } from '../../live/access/parse-wish.ts'
import type { TokenHead } from '../../live/access/token-book.ts'
import { ROLES } from '../../model/api.ts'
import type { Arguments } from '../arguments.ts'
import { type AccessDoor, declareAccessDoor, openAccessDoor } from '../client/access-door.ts'
import { printProblem } from '../client/print-problem.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { type Output, outputOf, table } from '../output.ts'
import { printFaults } from '../print-faults.ts'
import type { CommandGroup } from './command-spec.ts'

/** `berth access`: who may use the API. */
export const ACCESS: CommandGroup = {
  commands: [
    { name: 'add', summary: 'give out a token; it is shown once', declare: declareAdd, run: add },
    { name: 'list', summary: 'list every token ever given out', declare: declareAccessDoor, run: list },
    { name: 'revoke', summary: 'revoke a token at once and for good', declare: declareRevoke, run: revoke },
  ],
}

function declareAdd(command: Command): void {
  command
    .argument('[NAME]', 'who the token is for')
    .option('--role [ROLES]', `${ROLES.join(', ')}; several with commas (needed)`)
    .option('--games [GAMES]', 'only plans of these games, with commas (default: all)')
    .option('--regions [REGIONS]', 'only plans of these regions, with commas (default: all)')
  declareAccessDoor(command)
}

function declareRevoke(command: Command): void {
  command.argument('[NAME]', 'whose token')
  declareAccessDoor(command)
}

async function add(args: Arguments): Promise<ExitCode> {
  const output = outputOf(args)
  const wish = wishOf(args)
  args.end(1)
  if (args.faults.length > 0 || !wish.ok) {
    return printFaults([...args.faults, ...(wish.ok ? [] : wish.faults)], null, output)
  }
  return through(args, output, 'make', async (door) => {
    const token = await door.add(wish.value)
    if (!token.ok) return printProblem(token.problem, output)
    const { name, roles } = wish.value
    output.answer(
      { ...wish.value, token: token.value },
      () => `token of ${name} (${roles.join(', ')}), shown this once:\n${token.value}\n`,
      () => token.value,
    )
    return EXIT.yes
  })
}

function wishOf(args: Arguments): ReturnType<typeof parseWish> {
  const words = (option: string): readonly string[] | undefined => {
    const text = args.text(option, 'words with commas', null)
    return text === null ? undefined : text.split(',').map((word) => word.trim())
  }
  const wish = {
    name: args.word(0, 'NAME', 'who the token is for'),
    roles: words('--role'),
    games: words('--games'),
    regions: words('--regions'),
  }
  const given = Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined))
  const parsed = parseWish(given)
  if (parsed.ok) return parsed
  const options: Readonly<Record<string, string>> = { name: 'NAME', roles: '--role' }
  // A name that is missing has been told already.
  return failed(
    parsed.faults
      .filter(({ path }) => path !== 'name' || wish.name !== '')
      .map((fault) => {
        const key = /^\w+/.exec(fault.path)?.[0] ?? ''
        return { ...fault, path: options[key] ?? `--${key}` }
      }),
  )
}

async function list(args: Arguments): Promise<ExitCode> {
  const output = outputOf(args)
  args.end(0)
  return through(args, output, 'find', async (door) => {
    const tokens = await door.list()
    if (!tokens.ok) return printProblem(tokens.problem, output)
    output.answer(
      { tokens: tokens.value },
      () => tokenTable(tokens.value),
      () => tokens.value.map(({ name }) => name).join('\n'),
    )
    return EXIT.yes
  })
}

function tokenTable(tokens: readonly TokenHead[]): string {
  const rows = tokens.map(({ name, roles, games, regions, createdAtMs, revokedAtMs }) => [
    name,
    roles.join(','),
    games.length === 0 ? 'all' : games.join(','),
    regions.length === 0 ? 'all' : regions.join(','),
    new Date(createdAtMs).toISOString(),
    revokedAtMs === null ? '' : new Date(revokedAtMs).toISOString(),
  ])
  return table([['NAME', 'ROLES', 'GAMES', 'REGIONS', 'CREATED', 'REVOKED'], ...rows])
}

async function revoke(args: Arguments): Promise<ExitCode> {
  const output = outputOf(args)
  const name = args.word(0, 'NAME', 'whose token')
  args.end(1)
  return through(args, output, 'find', async (door) => {
    const revoked = await door.revoke(name)
    if (!revoked.ok) return printProblem(revoked.problem, output)
    output.answer(
      { name, revoked: true },
      () => `the token of ${name} no longer counts\n`,
      () => name,
    )
    return EXIT.yes
  })
}

/** Opens the way to the tokens for the duration of `work`. whenMissing: `make` where a token may come first of all. */
async function through(
  args: Arguments,
  output: Output,
  whenMissing: 'make' | 'find',
  work: (door: AccessDoor) => Promise<ExitCode>,
): Promise<ExitCode> {
  if (args.faults.length > 0) return printFaults(args.faults, null, output)
  const door = await openAccessDoor(args, output, whenMissing)
  if (typeof door === 'number') return door
  try {
    return await work(door)
  } finally {
    await door.close()
  }
}
