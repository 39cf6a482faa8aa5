import type { Result } from '../../src/base/result.ts'
import { importCsv } from '../../src/model/import/csv.ts'
import { importLscpu } from '../../src/model/import/lscpu.ts'
import { importLstopo } from '../../src/model/import/lstopo.ts'
import { importPrometheus, readMatrix } from '../../src/model/import/prometheus.ts'
import { importSteamDb } from '../../src/model/import/steamdb.ts'

interface ImportRow {
  readonly name: string
  readonly kind: 'steamdb' | 'csv' | 'prometheus' | 'lstopo' | 'lscpu'
  readonly text: string
  readonly faults: readonly string[]
  readonly naming?: { readonly name: string; readonly title: string; readonly source: string }
  readonly columns?: { readonly timeColumn?: string; readonly playersColumn?: string }
}

/** Runs the importer of a row. */
export function importOf(row: ImportRow): Result<unknown> {
  if (row.kind === 'steamdb') return importSteamDb(row.text, { name: 'c' })
  if (row.kind === 'lstopo') return importLstopo(row.text, { name: 'm' })
  if (row.kind === 'lscpu') return importLscpu(row.text, { name: 'm', memoryMib: 1024 })
  if (row.kind === 'prometheus') {
    const matrix = readMatrix(row.text)
    return matrix.ok ? importPrometheus([matrix.value], { name: 'c' }) : matrix
  }
  return importCsv(row.text, { name: 'c', ...row.naming, ...row.columns })
}

const TIME = 'expected a time such as 2026-03-05 18:10 (UTC) or unix seconds'

export const STEAMDB_ROWS: readonly ImportRow[] = [
  {
    name: 'an export of nothing',
    kind: 'steamdb',
    text: '\uFEFF\n\n',
    faults: [': found no line, expected a header and rows'],
  },
  {
    name: 'an export of another site',
    kind: 'steamdb',
    text: 'datetime,player_count\n2020-11-03 16:25:03,143531\n',
    faults: [
      'line 1: found "datetime", "player_count", expected the columns "DateTime" and "Players" of a SteamDB chart export',
    ],
  },
  {
    name: 'an export from before the launch',
    kind: 'steamdb',
    text: '"DateTime","Players","Average Players"\n"2026-02-08 00:00:00",,0\n"2026-02-08 01:00:00",,0\n',
    faults: [': found 0 rows with a count, expected at least 2 at different times'],
  },
  {
    name: 'an export with counts and times that are none',
    kind: 'steamdb',
    text: '"DateTime","Players"\n"2026-02-30 00:00:00",5\n"2026-03-01 00:00:00",-5\n"2026-03-02 00:00:00",5.5\n,7\n',
    faults: [
      `line 2, DateTime: found "2026-02-30 00:00:00", ${TIME}`,
      'line 3, Players: found "-5", expected a whole number of players',
      'line 4, Players: found "5.5", expected a whole number of players',
      `line 5, DateTime: found "", ${TIME}`,
    ],
  },
]

export const CSV_ROWS: readonly ImportRow[] = [
  {
    name: 'a table whose columns have unknown names',
    kind: 'csv',
    text: 'x,y\n1,2\n',
    faults: [
      'line 1: found "x", "y", expected a column of time, or its name given as an option',
      'line 1: found "x", "y", expected a column of players, or its name given as an option',
    ],
  },
  {
    name: 'columns that are not there',
    kind: 'csv',
    text: 'when,online\n2026-01-01,2\n',
    columns: { timeColumn: 'wen', playersColumn: 'gamers' },
    faults: [
      'time column: found "wen", expected the name of a column; did you mean when?',
      'players column: found "gamers", expected the name of a column: online, when',
    ],
  },
  {
    name: 'two counts for one time',
    kind: 'csv',
    text: 'time,players\n2026-01-01 00:00,2\n2026-01-01 01:00,3\n2026-01-01 00:00,4\n',
    faults: ['line 4: found 2026-01-01 00:00 UTC again, expected one count for each time'],
  },
  {
    name: 'names that a curve cannot have',
    kind: 'csv',
    text: 'time,players\n2026-01-01,1\n2026-01-02,2\n',
    naming: { name: 'My Game', title: '', source: 's'.repeat(601) },
    faults: [
      'name: found "My Game", expected a name of at most 63 characters: a-z, 0-9 and hyphens inside',
      'title: found "", expected a text of 1 to 200 characters',
      `source: found "${'s'.repeat(79)}…", expected a text of 1 to 600 characters`,
    ],
  },
  {
    name: 'nobody ever there',
    kind: 'csv',
    text: 'time,players\n2026-01-01,0\n2026-01-02,0\n',
    faults: [': found no players at any time, expected a count above 0'],
  },
  {
    name: 'a table that would be of millions of samples',
    kind: 'csv',
    text: `time,players\n1970-01-01,1\n${Array.from({ length: 8 }, (_, i) => `2026-01-01 00:0${i},5`).join('\n')}\n`,
    faults: [': found 29453768 samples, expected at most 1100000'],
  },
]

function matrixOf(values: readonly unknown[]): string {
  return JSON.stringify({ status: 'success', data: { resultType: 'matrix', result: [{ metric: {}, values }] } })
}

export const PROMETHEUS_ROWS: readonly ImportRow[] = [
  {
    name: 'an answer that is a page of HTML',
    kind: 'prometheus',
    text: '<html>login</html>',
    faults: [': found "<html>login</html>", expected JSON, as query_range answers'],
  },
  {
    name: 'an error of Prometheus',
    kind: 'prometheus',
    text: '{"status":"error","errorType":"bad_data","error":"parse error: unexpected }"}',
    faults: ['status: found bad_data: "parse error: unexpected }", expected success'],
  },
  {
    name: 'an answer of one instant',
    kind: 'prometheus',
    text: '{"status":"success","data":{"resultType":"vector","result":[]}}',
    faults: [
      'data.resultType: found "vector", expected matrix, as query_range answers: query answers at one time only',
    ],
  },
  {
    name: 'samples of another form',
    kind: 'prometheus',
    text: matrixOf([[1, 5], 'x']),
    faults: [
      'data.result[0].values[0][1]: found 5, expected a text',
      'data.result[0].values[1]: found "x", expected a pair of seconds and a text',
    ],
  },
  {
    name: 'values that are no players',
    kind: 'prometheus',
    text: matrixOf([
      [0, '-1'],
      [600, '+Inf'],
      [1200, 'many'],
    ]),
    faults: ['"-1"', '"+Inf"', '"many"'].map(
      (found, i) => `data.result[0].values[${i}][1]: found ${found}, expected a number of players, 0 or more`,
    ),
  },
  {
    name: 'a query that nothing matches',
    kind: 'prometheus',
    text: '{"status":"success","data":{"resultType":"matrix","result":[]}}',
    faults: [': found 0 rows with a count, expected at least 2 at different times'],
  },
]

const MACHINE = '<topology><object type="Machine">'

export const LSTOPO_ROWS: readonly ImportRow[] = [
  {
    name: 'XML that breaks off',
    kind: 'lstopo',
    text: `<?xml version="1.0"?>\n${MACHINE}\n</object>`,
    faults: ['line 3: found the end, expected </topology>'],
  },
  {
    name: 'XML closed in the wrong order',
    kind: 'lstopo',
    text: `${MACHINE}\n</topology></object>`,
    faults: ['line 2: found </topology>, expected </object>'],
  },
  {
    name: 'XML with entities of its own, or attributes twice',
    kind: 'lstopo',
    text: '<topology version="&own;"/>',
    faults: ['line 1: found "<topology version=\\"&own;\\"/>", expected each attribute once, and entities of XML'],
  },
  { name: 'XML of something else', kind: 'lstopo', text: '<svg/>', faults: [': found <svg>, expected <topology>'] },
  {
    name: 'a picture in place of XML',
    kind: 'lstopo',
    text: 'Machine (16GB total)\n  Package L#0\n',
    faults: ['line 1: found "Machine (16GB total)\\n  Package L#0", expected <topology>'],
  },
  {
    name: 'a topology without a machine',
    kind: 'lstopo',
    text: '<topology><object type="Misc"/></topology>',
    faults: ['topology: found no Machine, expected the object of a machine, as lstopo writes it'],
  },
  {
    name: 'a machine without memory and with a Cpu of no number',
    kind: 'lstopo',
    text: `${MACHINE}<object type="NUMANode" os_index="0"/><object type="PU" os_index="x"/></object></topology>`,
    faults: [
      'PU: os_index: found "x", expected the number of a Cpu',
      'NUMANode 0: local_memory: found nothing, expected a number of bytes',
    ],
  },
  {
    name: 'a machine without Cpus',
    kind: 'lstopo',
    text: `${MACHINE}<object type="NUMANode" os_index="0" local_memory="1073741824"/></object></topology>`,
    faults: [': found no NUMA node with Cpus, expected at least one'],
  },
]

export const LSCPU_ROWS: readonly ImportRow[] = [
  {
    name: 'lscpu without -J',
    kind: 'lscpu',
    text: 'Architecture:  x86_64\n',
    faults: [': found "Architecture:  x86_64", expected JSON, as lscpu -J or lscpu -J -e writes it'],
  },
  {
    name: 'lscpu without Cpus, with threads that do not come out even',
    kind: 'lscpu',
    text: JSON.stringify({
      lscpu: [
        { field: 'Thread(s) per core:', data: '2' },
        { field: 'NUMA node0 CPU(s):', data: '0-2' },
        { field: 'NUMA node1 CPU(s):', data: '3-' },
      ],
    }),
    faults: [
      'NUMA node0 CPU(s): found 3 Cpus, expected a multiple of 2, the threads of a core',
      'NUMA node1 CPU(s): found "3-", expected a list of Cpus such as 0-3,8',
    ],
  },
  {
    name: 'a table of Cpus without cores',
    kind: 'lscpu',
    text: '{"cpus":[{"cpu":0,"node":0},{"cpu":"one","core":0}]}',
    faults: [
      'cpus[0].core: found nothing, expected a whole number',
      'cpus[1].cpu: found "one", expected a whole number',
    ],
  },
  {
    name: 'lscpu of no Cpus',
    kind: 'lscpu',
    text: '{"lscpu":[{"field":"Architecture:","data":"x86_64"}]}',
    faults: ['lscpu: found no list of Cpus, expected "NUMA node0 CPU(s)" or "On-line CPU(s) list"'],
  },
]
