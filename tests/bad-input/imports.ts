import type { Result } from '../../src/base/result.ts'
import { importCsv } from '../../src/model/import/csv.ts'
import { importSteamDb } from '../../src/model/import/steamdb.ts'

interface ImportRow {
  readonly name: string
  readonly kind: 'steamdb' | 'csv'
  readonly text: string
  readonly faults: readonly string[]
  readonly naming?: { readonly name: string; readonly title: string; readonly source: string }
  readonly columns?: { readonly timeColumn?: string; readonly playersColumn?: string }
}

/** Runs the importer of a row. */
export function importOf(row: ImportRow): Result<unknown> {
  if (row.kind === 'steamdb') return importSteamDb(row.text, { name: 'c' })
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
