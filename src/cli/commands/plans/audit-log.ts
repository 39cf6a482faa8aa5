import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { type AuditLine, AuditLog } from '../../../live/audit/audit-log.ts'
import { verifyLines } from '../../../live/audit/verify-lines.ts'
import type { Arguments } from '../../arguments.ts'
import { declareConnection } from '../../client/connect.ts'
import { printProblem } from '../../client/print-problem.ts'
import { EXIT, type ExitCode } from '../../exit-code.ts'
import { type Output, outputOf, table } from '../../output.ts'
import { printFaults } from '../../print-faults.ts'
import { unreadWords } from '../../scenario-source.ts'
import { runningServer } from '../../serve/data-folder.ts'
import { openFolder } from '../../serve/live-server.ts'
import { withConnection } from './with-connection.ts'

/** Declares the options of `berth plans audit`. */
export function declareAuditLog(command: Command): void {
  command
    .argument('[FILE]', 'an export saved earlier with -o json (default: ask the adapter)')
    .option('--verify', 'recompute the chain; exit code 1 when a line does not hold')
    .option('--head [HASH]', 'with --verify: hash that the last line had; shows lines cut off at the end')
    .option('--after [N]', 'only lines above this number')
  declareConnection(command)
}

interface Wish {
  readonly verify: boolean
  /** Hash that the last line is to have; null when that is not known. */
  readonly head: string | null
}

/** Who did what. `-o json` writes one object a line, as `--verify FILE` reads it. */
export async function auditLog(args: Arguments): Promise<ExitCode> {
  const output = outputOf(args)
  const verify = args.flag('--verify')
  const head = args.text('--head', 'a sha256', null)
  const after = args.integer('--after', 0, Number.MAX_SAFE_INTEGER, 0)
  if (verify && after > 0) args.fault('--after', String(after), 'nothing, beside --verify: a chain has a beginning')
  if (!verify && head !== null) args.fault('--head', 'a hash', 'nothing without --verify')
  const path = args.words[0] ?? null
  args.end(1)
  if (args.faults.length > 0) return printFaults(args.faults, null, output)
  if (path !== null) {
    const lines = readLines(path)
    if ('fault' in lines) return printFaults([lines.fault], path, output)
    return report(
      lines.lines.filter(({ number }) => number > after),
      { verify, head },
      output,
    )
  }
  const folder = args.text('--data', 'a folder', null)
  // The log can be read and verified whatever its target is doing.
  if (folder !== null && runningServer(folder) === null) return reportFolder(folder, after, { verify, head }, output)
  return withConnection(args, output, async ({ client }) => {
    const answer = await client.open(`/api/audit?after=${after}`)
    if (!('body' in answer)) return printProblem(answer, output)
    return report(linesOf(await answer.text()), { verify, head }, output)
  })
}

async function reportFolder(path: string, after: number, wish: Wish, output: Output): Promise<ExitCode> {
  const folder = await openFolder(path, 'find')
  if (folder.kind !== 'open') return printFaults(folder.faults, null, output)
  const { store } = folder.open
  const log = new AuditLog(store.audit)
  const lines: AuditLine[] = []
  for (let last = after; ; ) {
    const page = log.lines(last)
    if (page.length === 0) break
    lines.push(...page)
    last = page[page.length - 1].number
  }
  store.close()
  return report(lines, wish, output)
}

function readLines(
  path: string,
): { lines: readonly AuditLine[] } | { fault: { path: string; found: string; expected: string } } {
  try {
    return { lines: linesOf(readFileSync(path, 'utf8')) }
  } catch (error) {
    return { fault: { path: '', found: unreadWords(error), expected: 'a file of audit lines, one JSON object a line' } }
  }
}

function linesOf(text: string): readonly AuditLine[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as AuditLine)
}

function report(lines: readonly AuditLine[], { verify, head }: Wish, output: Output): ExitCode {
  if (!verify) {
    if (output.format === 'json') process.stdout.write(lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
    else {
      output.answer(
        { lines },
        () => auditTable(lines),
        () => lines.map(({ number }) => number).join('\n'),
      )
    }
    return EXIT.yes
  }
  const chain = verifyLines(lines)
  const isCut = chain.ok && head !== null && chain.head !== head
  const verdict = isCut
    ? { ok: false as const, number: lines.length + 1, reason: `the last line has the hash ${chain.head}, not ${head}` }
    : chain
  output.answer(
    verdict,
    () =>
      verdict.ok
        ? `${verdict.count} lines hold, head ${verdict.head}\n`
        : `line ${verdict.number}: ${verdict.reason}\n`,
    () => (verdict.ok ? verdict.head : String(verdict.number)),
  )
  return verdict.ok ? EXIT.yes : EXIT.no
}

function auditTable(lines: readonly AuditLine[]): string {
  const rows = lines.map(({ number, atMs, actor, action, object, outcome, detail }) => {
    return [String(number), new Date(atMs).toISOString(), actor, action, object, outcome, detail]
  })
  return table([['LINE', 'AT', 'ACTOR', 'ACTION', 'OBJECT', 'OUTCOME', 'DETAIL'], ...rows])
}
