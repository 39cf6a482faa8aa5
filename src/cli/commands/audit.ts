import type { Command } from 'commander'
import type { AuditReport, LawReport, Violation } from '../../../simulator/checker/report.ts'
import type { Arguments } from '../arguments.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { watchInterrupt } from '../interrupt.ts'
import { formatCount, outputOf, table } from '../output.ts'
import { printFaults } from '../print-faults.ts'
import { startProgress } from '../progress.ts'
import { auditRun } from '../run/audit-run.ts'
import type { CommandBody } from './command-spec.ts'

/** `berth audit`. */
export const AUDIT: CommandBody = { declare: declareAudit, run: audit }

function declareAudit(command: Command): void {
  command.argument('[DIR]', 'directory of a run made with --log full')
}

/**
 * Recomputes every law from the files of a run. Violations go to stdout, each with its law; exit code 1 when there is
 * one.
 */
async function audit(args: Arguments): Promise<ExitCode> {
  const output = outputOf(args)
  const directory = args.word(0, 'DIR', 'the directory of a run')
  args.end(1)
  if (args.faults.length > 0) return printFaults(args.faults, null, output)
  const audited = await auditRun(directory, startProgress('audit', output.quiet), watchInterrupt())
  if (audited === null) return EXIT.interrupted
  if (!audited.ok) return printFaults(audited.faults, directory, output)
  const report = audited.value
  const verdict = report.ok ? 'no law is broken' : `${formatCount(report.violationCount)} violations`
  output.answer(
    { directory, ...report },
    () => reportTable(report, verdict),
    () => (report.ok ? 'ok' : 'broken'),
  )
  return report.ok ? EXIT.yes : EXIT.no
}

function reportTable(report: AuditReport, verdict: string): string {
  const rows = report.laws.map((row) => [
    row.law,
    row.title,
    row.outcome,
    formatCount(row.checks),
    formatCount(row.violations),
    noteOf(row),
  ])
  const lines = report.violations.map(violationLine).join('')
  const more = report.violationCount - report.violations.length
  const rest = more > 0 ? `and ${formatCount(more)} more\n` : ''
  return `${table([['LAW', 'TITLE', 'OUTCOME', 'CHECKS', 'VIOLATIONS', 'NOTE'], ...rows])}${lines}${rest}${verdict}\n`
}

/** What a verdict does not cover: the part not checked, and what no log shows. */
function noteOf({ sampled, unseen }: LawReport): string {
  return [sampled ?? '', unseen === '' ? '' : `unseen: ${unseen}`].filter((note) => note !== '').join('; ')
}

function violationLine(violation: Violation): string {
  const where = violation.line > 0 ? `${violation.file}:${violation.line}` : violation.file
  const who = [violation.pod, violation.host].filter((name) => name !== undefined).join(' ')
  return `${violation.law}  ${where}  ${who === '' ? '' : `${who}  `}${violation.message}\n`
}
