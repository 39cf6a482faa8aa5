import type { Fault, Result } from '../../base/result.ts'
import { failed } from '../../base/result.ts'
import type { CurveDocument } from '../parse/curve.ts'
import { expectedName } from '../parse/faults.ts'
import type { CurveNaming, Reading } from './readings.ts'
import { curveOfReadings } from './readings.ts'
import type { Table } from './table.ts'
import { LineFaults, readTable } from './table.ts'
import { parseTimestamp } from './timestamps.ts'

/** Columns by the header's words; guessed when left out. */
export interface CsvOptions extends CurveNaming {
  readonly timeColumn?: string
  readonly playersColumn?: string
}

const TIME_WORDS = /^(date[ _-]?time.*|time.*|date|timestamp|unix.*|ts|at)$/i
const PLAYERS_WORDS =
  /^(players?|player[ _-]?counts?|players?[ _-]online|online|users|ccu|concurrent.*|counts?|values?)$/i

/**
 * A curve of a table with a time column and a column of players online. Times are unix seconds or milliseconds, or ISO
 * dates (UTC unless they say otherwise); rows whose count is empty are skipped; rows may come in any order.
 */
export function importCsv(text: string, options: CsvOptions): Result<CurveDocument> {
  const table = readTable(text)
  if (!table.ok) return table
  const faults: Fault[] = []
  const time = columnOf(table.value, options.timeColumn, TIME_WORDS, 'time', faults)
  const players = columnOf(table.value, options.playersColumn, PLAYERS_WORDS, 'players', faults)
  if (faults.length > 0) return failed(faults)
  const lines = new LineFaults()
  const readings = readingsOf(table.value, time, players, lines)
  if (lines.all.length > 0) return failed(lines.all)
  return curveOfReadings(readings, options)
}

function columnOf(table: Table, wanted: string | undefined, words: RegExp, role: string, faults: Fault[]): number {
  const { header } = table
  const found = header.length === 0 ? 'no column' : header.map((word) => JSON.stringify(word)).join(', ')
  if (wanted !== undefined) {
    const index = header.indexOf(wanted)
    if (index === -1)
      faults.push({
        path: `${role} column`,
        found: JSON.stringify(wanted),
        expected: expectedName('column', wanted, header),
      })
    return index
  }
  const index = header.findIndex((word) => words.test(word))
  if (index === -1)
    faults.push({ path: 'line 1', found, expected: `a column of ${role}, or its name given as an option` })
  return index
}

/** The readings of two columns. Notes times and counts that are none. */
export function readingsOf(table: Table, time: number, players: number, faults: LineFaults): Reading[] {
  const readings: Reading[] = []
  const dotted = table.rows.map(({ cells }) => cells[players] ?? '').filter((cell) => cell.includes('.'))
  const mayBeThousands = dotted.every((cell) => /^\d{1,3}(\.\d{3})+$/.test(cell))
  for (const { line, cells } of table.rows) {
    const atUs = parseTimestamp(cells[time] ?? '')
    if (atUs === null) {
      faults.add(line, table.header[time], cells[time] ?? '', 'a time such as 2026-03-05 18:10 (UTC) or unix seconds')
    }
    const cell = cells[players] ?? ''
    if (cell === '') continue
    const count = mayBeThousands && cell.includes('.') ? null : playersOf(cell)
    if (count === null) faults.add(line, table.header[players], cell, 'a whole number of players')
    else if (atUs !== null) readings.push({ atUs, players: count, line })
  }
  return readings
}

/** `54431`, `54,431` or `54431.0`; null for anything else. Whether a dot parts thousands the column tells. */
function playersOf(cell: string): number | null {
  const match = /^(\d{1,12}|\d{1,3}(?:,\d{3}){1,3})(?:\.0+)?$/.exec(cell)
  return match === null ? null : Number(match[1].replaceAll(',', ''))
}
