import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Command } from 'commander'
import type { Fault, Result } from '../../base/result.ts'
import { importCsv } from '../../model/import/csv.ts'
import { importSteamDb } from '../../model/import/steamdb.ts'
import { writeCurve } from '../../model/import/write-curve.ts'
import type { CurveDocument } from '../../model/parse/curve.ts'
import { shortened } from '../../model/parse/faults.ts'
import { name as nameSchema } from '../../model/parse/scalars.ts'
import type { Arguments } from '../arguments.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { type Output, outputOf, table } from '../output.ts'
import { printFaults } from '../print-faults.ts'
import { isDirectory } from '../run/run-directory.ts'
import { errorCode } from '../scenario-source.ts'
import type { CommandBody } from './command-spec.ts'

const KINDS = ['steamdb', 'csv'] as const
const CSV_OPTIONS = ['--time-column', '--players-column']

/** `berth import`. */
export const IMPORT: CommandBody = { declare: declareImport, run: importCurve }

function declareImport(command: Command): void {
  command
    .argument('[KIND]', `${KINDS.join(', ')}: what wrote the export`)
    .argument('[FILE...]', 'exports; a curve each')
    .option('--out [FILE]', 'where the curve goes: a file, or a directory for NAME.yaml in it (default: stdout)')
    .option('--name [NAME]', 'name of the curve (default: the name of the file)')
    .option('--title [TEXT]', 'title of the curve (default: its name)')
    .option('--source [TEXT]', 'whose figures these are')
    .option('--time-column [HEADER]', 'csv: column of the times (default: found by its header)')
    .option('--players-column [HEADER]', 'csv: column of the players (default: found by its header)')
}

interface Imported {
  readonly file: string
  readonly out: string | null
  readonly curve: CurveDocument
}

/** Turns exports of other tools into curves; writes nothing when any of them is faulty. */
async function importCurve(args: Arguments): Promise<ExitCode> {
  const output = outputOf(args)
  const kind = kindOf(args)
  args.word(1, 'FILE', 'an export to read')
  const files = args.words.slice(1)
  const out = args.text('--out', 'a file or a directory', null)
  const single = files.length < 2
  const folder = out !== null && isDirectory(out) ? out : null
  if (!single && folder === null) {
    args.fault('--out', out === null ? 'nothing' : shortened(out), 'a directory, for there are several files')
  }
  if (!single && args.given('--name')) args.fault('--name', 'one name', 'none, for there are several files')
  const naming = namingOf(args, kind)
  if (args.faults.length > 0) return printFaults(args.faults, null, output)

  const imported: Imported[] = []
  const faults: Fault[] = []
  const names = new Map<string, string>()
  for (const file of files) {
    const name = args.text('--name', 'a name', null) ?? nameOf(file)
    const other = names.get(name)
    if (other !== undefined) faults.push({ path: file, found: `the name ${name}, as of ${other}`, expected: 'another' })
    names.set(name, file)
    const curve = readCurve(file, kind, { ...naming, name })
    if (!curve.ok) faults.push(...curve.faults.map((fault) => ({ ...fault, path: pathIn(file, fault.path) })))
    else imported.push({ file, out: folder === null ? out : join(folder, `${name}.yaml`), curve: curve.value })
  }
  if (faults.length === 0) faults.push(...writeAll(imported))
  if (faults.length > 0) return printFaults(faults, null, output)
  answer(imported, output)
  return EXIT.yes
}

function pathIn(file: string, path: string): string {
  return path === '' ? file : `${file}: ${path}`
}

function kindOf(args: Arguments): (typeof KINDS)[number] {
  const expected = `one of ${KINDS.join(', ')}`
  const word = args.word(0, 'KIND', expected)
  const kind = KINDS.find((candidate) => candidate === word)
  if (kind === undefined && word !== '') args.fault('KIND', shortened(word), expected)
  return kind ?? 'csv'
}

/** The options that say more than the text; those of another kind of export and names that are none are faults. */
function namingOf(args: Arguments, kind: (typeof KINDS)[number]) {
  const name = args.text('--name', 'a name', null)
  const named = nameSchema.safeParse(name)
  if (name !== null && !named.success) args.fault('--name', shortened(name), named.error.issues[0].message)
  if (kind === 'steamdb') {
    for (const option of CSV_OPTIONS) if (args.given(option)) args.fault(option, 'an option', 'none with steamdb')
  }
  const optional = (key: string, option: string) => {
    const text = args.text(option, 'a text', null)
    return text === null ? {} : { [key]: text }
  }
  return {
    ...optional('title', '--title'),
    ...optional('source', '--source'),
    ...(kind === 'csv' ? optional('timeColumn', '--time-column') : {}),
    ...(kind === 'csv' ? optional('playersColumn', '--players-column') : {}),
  }
}

function readCurve(
  file: string,
  kind: (typeof KINDS)[number],
  naming: { readonly name: string },
): Result<CurveDocument> {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const fault: Fault = { path: '', found: errorCode(error), expected: 'a readable file' }
    return { ok: false, faults: [fault] }
  }
  return kind === 'steamdb' ? importSteamDb(text, naming) : importCsv(text, naming)
}

/** A name made of a file's: `Steam 3065800.csv` gives `steam-3065800`. */
function nameOf(file: string): string {
  const words = basename(file)
    .replace(/\.[^.]*$/, '')
    .toLowerCase()
    .match(/[a-z0-9]+/g)
  return words === null ? 'curve' : words.join('-').slice(0, 63).replace(/-$/, '')
}

/** Writes each curve beside its place and then swaps it in, so that nobody ever reads half of it. */
function writeAll(imported: readonly Imported[]): Fault[] {
  const faults: Fault[] = []
  for (const { out, curve } of imported) {
    if (out === null) continue
    const fresh = `${out}.${process.pid}`
    try {
      writeFileSync(fresh, writeCurve(curve))
      renameSync(fresh, out)
    } catch (error) {
      rmSync(fresh, { force: true })
      faults.push({
        path: '--out',
        found: `${shortened(out)} (${errorCode(error)})`,
        expected: 'a file that can be written',
      })
    }
  }
  return faults
}

function answer(imported: readonly Imported[], output: Output): void {
  const curves = imported.map(({ file, out, curve }) => ({ file, out, curve }))
  const toStdout = imported.length === 1 && imported[0].out === null
  const rows = imported.map(({ out, curve }) => [out ?? '', curve.name, `${sampleCount(curve)} samples`, curve.source])
  output.answer(
    { curves },
    () => (toStdout ? writeCurve(imported[0].curve) : table(rows)),
    () => imported.map(({ out, curve }) => out ?? curve.name).join('\n'),
  )
}

function sampleCount(curve: CurveDocument): number {
  return curve.form.kind === 'samples' ? curve.form.samples.length : 0
}
