import type { Command } from 'commander'
import { shortened } from '../../model/parse/faults.ts'
import type { Arguments } from '../arguments.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { CSV } from '../export/csv.ts'
import type { ExportKind } from '../export/export-kind.ts'
import { JSON_LIST } from '../export/json.ts'
import { KUBERNETES } from '../export/kubernetes.ts'
import { PARQUET } from '../export/parquet.ts'
import { PERFETTO } from '../export/perfetto.ts'
import { TABLES } from '../export/run-table.ts'
import { openSink } from '../export/text-sink.ts'
import { outputOf } from '../output.ts'
import { printFaults } from '../print-faults.ts'
import { readRun } from '../run/read-run.ts'
import { AT_OPTION } from '../run/run-at.ts'
import type { CommandBody } from './command-spec.ts'

const KINDS: Readonly<Record<string, ExportKind>> = {
  parquet: PARQUET,
  csv: CSV,
  json: JSON_LIST,
  kubernetes: KUBERNETES,
  perfetto: PERFETTO,
}

/** `berth export`. */
export const EXPORT: CommandBody = { declare: declareExport, run: exportRun }

function declareExport(command: Command): void {
  command
    .argument('[KIND]', `${Object.keys(KINDS).join(', ')}: what to write; kubernetes: YAML, with -o json a List`)
    .argument('[DIR]', 'directory of a run')
    .option('--out [FILE]', 'where it goes (default: stdout)')
    .option('--table [NAME]', `parquet, csv, json: ${TABLES.join(', ')} (default: decisions)`)
    .option(AT_OPTION[0], `kubernetes: ${AT_OPTION[1]}`)
    .option('--image [IMAGE]', 'kubernetes: image of every container (default: one that does nothing)')
    .option('--namespace [NAME]', 'kubernetes: namespace of all pods (default: one a game)')
    .option('--unbound', 'kubernetes: pods without node and allocation, for a scheduler to place')
}

/** What `-o` may be with a kind on stdout, where it cannot be of the answer that names the file. */
function formatsWords(word: string, { formats }: ExportKind): string {
  return formats.length === 0 ? `none with ${word} on stdout` : `${formats.join(', ')} with ${word} on stdout`
}

/** Writes a run, or what stood at an instant of it, in a format of others. */
async function exportRun(args: Arguments): Promise<ExitCode> {
  const output = outputOf(args)
  const expected = `one of ${Object.keys(KINDS).join(', ')}`
  const word = args.word(0, 'KIND', expected)
  const isKnown = Object.hasOwn(KINDS, word)
  if (!isKnown && word !== '') args.fault('KIND', shortened(word), expected)
  const directory = args.word(1, 'DIR', 'the directory of a run')
  args.end(2)
  const out = args.text('--out', 'a file', null)
  const kind = isKnown ? KINDS[word] : CSV
  if (isKnown) {
    for (const option of new Set(Object.values(KINDS).flatMap(({ options }) => options)))
      if (!kind.options.includes(option) && args.given(option)) args.fault(option, 'an option', `none with ${word}`)
  }
  if (kind.isBinary && out === null && !args.given('--out'))
    args.fault('--out', 'nothing', `a file: ${word} is no text`)
  else if (isKnown && out === null && ![...kind.formats, 'table'].includes(output.format))
    args.fault('--output', output.format, formatsWords(word, kind))
  const write = kind.prepare(args, output)
  if (args.faults.length > 0) return printFaults(args.faults, null, output)
  const head = readRun(directory, kind.logs(args))
  if (!head.ok) return printFaults(head.faults, directory, output)
  const sink = openSink(out)
  if ('path' in sink) return printFaults([sink], null, output)
  let isWhole = false
  try {
    const faults = await write({ directory, head: head.value }, sink)
    if (faults.length > 0) return printFaults(faults, directory, output)
    isWhole = true
  } finally {
    sink.close(isWhole)
  }
  if (out !== null)
    output.answer(
      { directory, kind: word, out },
      () => `${out}\n`,
      () => out,
    )
  return EXIT.yes
}
