import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Fault } from '../../src/base/result.ts'
import type { CpuTopology } from '../../src/engine/kubelet/cpu/cpu-topology.ts'
import type { Mismatch } from './format.ts'
import { FORMATS } from './formats.ts'
import { isTopologyFile, readTopologies } from './topologies.ts'

/** Where in a folder: the file, and the line or place of the row, with its id. */
export interface Place {
  readonly file: string
  readonly row: string
}

/** What became of a folder of vectors. */
export interface FolderResult {
  /** Rows run, by format. */
  readonly runs: ReadonlyMap<string, number>
  readonly faults: readonly (Place & Fault)[]
  readonly mismatches: readonly (Place & Mismatch)[]
  /** Files that are no vectors. */
  readonly ignored: readonly string[]
}

/** A row of a file, or a line that is no JSON. */
interface Row {
  readonly file: string
  readonly row: string
  readonly value: unknown
  readonly fault?: Fault
}

/**
 * Runs every row of every file of a folder: `.json` (an array of rows, or topologies by name), `.ndjson` (a row a
 * line), each also as `.gz`. Rows refer to topologies of the folder, else to those in `standard`.
 */
export function runFolder(folder: string, standard: ReadonlyMap<string, CpuTopology>): FolderResult {
  const runs = new Map<string, number>()
  const faults: (Place & Fault)[] = []
  const mismatches: (Place & Mismatch)[] = []
  const ignored: string[] = []
  const rows: Row[] = []
  const topologies = new Map(standard)
  for (const file of filesOf(folder, faults)) {
    if (!/\.(json|ndjson)(\.gz)?$/.test(file)) {
      ignored.push(file)
      continue
    }
    for (const row of rowsOf(folder, file)) {
      if (row.fault !== undefined) faults.push({ file, row: row.row, ...row.fault })
      else if (isTopologyFile(row.value)) readTopologies(row.value, file, topologies, faults)
      else rows.push(row)
    }
  }
  for (const { file, row, value } of rows) {
    const record = typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
    const place = { file, row: typeof record['id'] === 'string' ? `${row} ${record['id']}` : row }
    const format = FORMATS.find((each) => each.isOwn(record))
    if (format === undefined) {
      faults.push({
        ...place,
        path: '',
        found: shortForm(value),
        expected: `a row of ${FORMATS.map(nameOf).join(', ')}`,
      })
    } else {
      runs.set(format.name, (runs.get(format.name) ?? 0) + 1)
      const result = format.run(value, { topologies })
      if ('faults' in result) faults.push(...result.faults.map((fault) => ({ ...place, ...fault })))
      else mismatches.push(...result.mismatches.map((mismatch) => ({ ...place, ...mismatch })))
    }
  }
  return { runs, faults, mismatches, ignored }
}

function nameOf({ name }: { readonly name: string }): string {
  return name
}

function filesOf(folder: string, faults: (Place & Fault)[]): readonly string[] {
  let files: readonly string[] = []
  try {
    files = readdirSync(folder).filter((name) => statSync(join(folder, name)).isFile())
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error)
    faults.push({ file: folder, row: '', path: '', found, expected: 'a folder that can be read' })
    return []
  }
  if (!files.some((file) => /\.(json|ndjson)(\.gz)?$/.test(file))) {
    const expected = 'files that end in .json, .ndjson or .gz after these'
    faults.push({ file: folder, row: '', path: '', found: 'no vectors', expected })
  }
  return [...files].sort()
}

function rowsOf(folder: string, file: string): readonly Row[] {
  let text: string
  try {
    const bytes = readFileSync(join(folder, file))
    text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error)
    const fault = { path: '', found, expected: 'a file that can be read' }
    return [{ file, row: '', value: null, fault }]
  }
  if (/\.ndjson(\.gz)?$/.test(file)) {
    const lines = text.split('\n')
    if (lines.at(-1) === '') lines.pop()
    return lines.map((line, i) => parsed(file, `line ${i + 1}`, line))
  }
  const whole = parsed(file, '', text)
  if (whole.fault !== undefined || !Array.isArray(whole.value)) return [whole]
  return whole.value.map((value: unknown, i): Row => ({ file, row: `[${i}]`, value }))
}

function parsed(file: string, row: string, text: string): Row {
  try {
    return { file, row, value: JSON.parse(text) as unknown }
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error)
    return { file, row, value: null, fault: { path: '', found, expected: 'JSON' } }
  }
}

function shortForm(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}
