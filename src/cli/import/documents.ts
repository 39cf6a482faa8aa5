import { readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import type { Fault, Result } from '../../base/result.ts'
import { failed } from '../../base/result.ts'
import type { LeftOut } from '../../model/import/left-out.ts'
import { shortened } from '../../model/parse/faults.ts'
import { name as nameSchema } from '../../model/parse/scalars.ts'
import type { Arguments } from '../arguments.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { unwritten } from '../out-file.ts'
import { type Output, table } from '../output.ts'
import { printFaults } from '../print-faults.ts'
import { createDirectory, isDirectory } from '../run/run-directory.ts'
import { unreadWords } from '../scenario-source.ts'
import { writeFiles } from './write-files.ts'

/** A document made of one export. */
export interface ImportedDocument {
  readonly text: string
  /** Of the answer as JSON, under the key of its kind. */
  readonly value: object
  /** Beside its name in the table. */
  readonly cells: readonly string[]
  /** What of the export is not in it. */
  readonly leftOut?: readonly LeftOut[]
}

/** What documents of one kind are made of. */
export interface DocumentImport {
  /** Key of the list in the answer. */
  readonly key: string
  /** Of whatever kind it is: used where the file's name has no letter. */
  readonly fallbackName: string
  readonly read: (text: string, name: string) => Result<ImportedDocument>
}

/** A document, the file it is of, and where it goes; null: stdout. */
interface Imported extends ImportedDocument {
  readonly file: string
  readonly out: string | null
  readonly name: string
}

/** Turns each file into a document of its own; writes nothing when any of them is faulty. */
export function importDocuments(
  args: Arguments,
  files: readonly string[],
  output: Output,
  { key, fallbackName, read }: DocumentImport,
): ExitCode {
  const out = args.text('--out', 'a file or a directory', null)
  const single = files.length < 2
  const folder = folderOf(out)
  if (!single && folder === null)
    args.fault('--out', out === null ? 'nothing' : shortened(out), 'a directory, for there are several files')
  if (!single && args.given('--name')) args.fault('--name', 'one name', 'none, for there are several files')
  const given = nameOption(args)
  if (args.faults.length > 0) return printFaults(args.faults, null, output)

  const imported: Imported[] = []
  const faults: Fault[] = []
  const names = new Map<string, string>()
  for (const file of files) {
    const name = given ?? nameOf(file, fallbackName)
    const other = names.get(name)
    if (other !== undefined) faults.push({ path: file, found: `the name ${name}, as of ${other}`, expected: 'another' })
    names.set(name, file)
    const document = readWith(file, (text) => read(text, name))
    if (!document.ok) faults.push(...document.faults.map((fault) => ({ ...fault, path: pathIn(file, fault.path) })))
    else imported.push({ file, name, out: folder === null ? out : join(folder, `${name}.yaml`), ...document.value })
  }
  return faults.length > 0 ? printFaults(faults, null, output) : finish(imported, folder, key, output)
}

/** Writes the one document that was made of something else than a file of its own. */
export function writeDocument(
  args: Arguments,
  output: Output,
  key: string,
  document: ImportedDocument & Pick<Imported, 'file' | 'name'>,
): ExitCode {
  const out = args.text('--out', 'a file or a directory', null)
  const folder = folderOf(out)
  const path = folder === null ? out : join(folder, `${document.name}.yaml`)
  return finish([{ ...document, out: path }], folder, key, output)
}

/** The folder that `--out` names: one that is there, or by the slash at its end one to be made. */
function folderOf(out: string | null): string | null {
  return out !== null && (out.endsWith('/') || isDirectory(out)) ? out : null
}

function finish(imported: readonly Imported[], folder: string | null, key: string, output: Output): ExitCode {
  try {
    if (folder !== null) createDirectory(resolve(folder))
  } catch (error) {
    return printFaults([unwritten('--out', folder ?? '', error)], null, output)
  }
  const faults = writeFiles(imported.flatMap(({ out: path, text }) => (path === null ? [] : [{ path, text }])))
  if (faults.length > 0) return printFaults(faults, null, output)
  for (const { file, leftOut = [] } of imported)
    for (const { reason, count } of leftOut) process.stderr.write(`${file}: left out: ${count} ${reason}\n`)
  answer(imported, key, output)
  return EXIT.yes
}

/** `--name`, checked, or null. */
export function nameOption(args: Arguments): string | null {
  const name = args.text('--name', 'a name', null)
  const named = nameSchema.safeParse(name)
  if (name !== null && !named.success) args.fault('--name', shortened(name), named.error.issues[0].message)
  return name
}

/** What a reader makes of a file's text, or that it cannot be read. */
export function readWith<T>(file: string, read: (text: string) => Result<T>): Result<T> {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    return failed([{ path: '', found: unreadWords(error), expected: 'a readable file' }])
  }
  return read(text)
}

/** A path in a file. */
export function pathIn(file: string, path: string): string {
  return path === '' ? file : `${file}: ${path}`
}

/** A name made of a file's: `Steam 3065800.csv` gives `steam-3065800`. */
export function nameOf(file: string, fallback: string): string {
  const words = basename(file)
    .replace(/\.[^.]*$/, '')
    .toLowerCase()
    .match(/[a-z0-9]+/g)
  return words === null ? fallback : words.join('-').slice(0, 63).replace(/-$/, '')
}

function answer(imported: readonly Imported[], key: string, output: Output): void {
  const toStdout = imported.length === 1 && imported[0].out === null
  const rows = imported.map(({ out, name, cells }) => [out ?? '', name, ...cells])
  output.answer(
    { [key]: imported.map(({ file, out, value }) => ({ file, out, ...value })) },
    () => (toStdout ? imported[0].text : table(rows)),
    () => imported.map(({ out, name }) => out ?? name).join('\n'),
  )
}
