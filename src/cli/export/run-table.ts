import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parquetReadObjects } from 'hyparquet'
import { parseCpuList } from '../../base/cpu-list.ts'
import type { Fault } from '../../base/result.ts'
import { sumOf } from '../../base/sum.ts'
import type { DecisionLine } from '../../model/decision.ts'
import type { Arguments } from '../arguments.ts'
import { RUN_FILES } from '../run/run-directory.ts'
import { eachDecision } from './each-decision.ts'
import type { ExportedRun } from './export-kind.ts'

/** What of a run is one table. */
export const TABLES = ['decisions', 'series'] as const
export type TableName = (typeof TABLES)[number]

/** Of a column: whole numbers, numbers, or texts. */
export interface Column {
  readonly name: string
  readonly type: 'INT64' | 'DOUBLE' | 'STRING'
}

/** Cells by the columns' names; null where there is none. */
export type Row = Readonly<Record<string, number | string | null>>

const whole = (name: string): Column => ({ name, type: 'INT64' })
const text = (name: string): Column => ({ name, type: 'STRING' })

/** Columns of decisions; lists and maps are JSON. `cpuCount` and `memoryMibTotal` are sums of what is beside them. */
const DECISION_COLUMNS: readonly Column[] = [
  ...['seq', 'atUs'].map(whole),
  ...['kind', 'pod', 'game', 'zone', 'component', 'group', 'from', 'host', 'cpus'].map(text),
  ...['cpuCount', 'cpuMilli', 'memoryMibTotal'].map(whole),
  ...['memoryMib', 'diskMib'].map(text),
  whole('ioKibps'),
  ...['network', 'vf', 'gpus', 'nic'].map(text),
  ...['nicMbps', 'nicKpps'].map(whole),
  ...['ip', 'segment', 'mac', 'overlayIp', 'overlaySegment', 'volume'].map(text),
  whole('volumeMib'),
  ...['action', 'cause', 'profile', 'reasons', 'failure', 'nearest'].map(text),
]

/** `--table`, decisions when left out. */
export function tableOption(args: Arguments): TableName {
  return args.choice('--table', TABLES, 'decisions')
}

/** Hands the rows of a table to `take`, its columns first. Faults of the run's files. */
export async function eachRow(
  run: ExportedRun,
  table: TableName,
  begin: (columns: readonly Column[]) => void,
  take: (row: Row) => Promise<void> | boolean,
): Promise<readonly Fault[]> {
  if (table === 'decisions') {
    begin(DECISION_COLUMNS)
    return eachDecision(run, (line) => take(rowOf(line)))
  }
  const rows = await readSeries(run.directory)
  if ('path' in rows) return [rows]
  begin(Object.keys(rows[0] ?? {}).map((name) => ({ name, type: name === 'atUs' ? 'INT64' : 'DOUBLE' })))
  for (const row of rows) await take(row)
  return []
}

/** The recorded series of a run, a row a sample, or why they cannot be read. */
export async function readSeries(directory: string): Promise<readonly Readonly<Record<string, number>>[] | Fault> {
  try {
    const bytes = readFileSync(join(directory, RUN_FILES.series))
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer
    const rows = await parquetReadObjects({ file })
    return rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, Number(value)])))
  } catch {
    return { path: RUN_FILES.series, found: 'nothing that is Parquet', expected: 'the series of a whole run' }
  }
}

function rowOf(line: DecisionLine): Row {
  const words = line as unknown as Readonly<Record<string, unknown>>
  const row: Record<string, number | string | null> = {}
  for (const { name } of DECISION_COLUMNS) {
    const value = words[name]
    if (value === undefined) row[name] = null
    else row[name] = typeof value === 'number' || typeof value === 'string' ? value : JSON.stringify(value)
  }
  if (line.kind === 'refuse')
    return { ...row, cpus: null, cpuCount: line.cpus, memoryMib: null, memoryMibTotal: line.memoryMib }
  if (line.kind === 'release') return row
  const memory = sumOf(Object.values(line.memoryMib))
  return { ...row, cpuCount: parseCpuList(line.cpus ?? '')?.length ?? 0, memoryMibTotal: memory }
}
