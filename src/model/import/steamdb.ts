import type { Result } from '../../base/result.ts'
import { failed } from '../../base/result.ts'
import type { CurveDocument } from '../parse/curve.ts'
import { readingsOf } from './csv.ts'
import type { CurveNaming } from './readings.ts'
import { curveOfReadings } from './readings.ts'
import { LineFaults, readTable } from './table.ts'

/**
 * A curve of a chart export of SteamDB: columns `DateTime` (UTC) and `Players`, among others. One file mixes daily,
 * hourly and 10-minute rows, coarser the older they are; rows without a count (before the launch, or where only an
 * average is known) are skipped.
 */
export function importSteamDb(text: string, naming: CurveNaming): Result<CurveDocument> {
  const table = readTable(text)
  if (!table.ok) return table
  const { header } = table.value
  const time = header.indexOf('DateTime')
  const players = header.indexOf('Players')
  if (time === -1 || players === -1) {
    const found = header.map((word) => JSON.stringify(word)).join(', ')
    return failed([
      { path: 'line 1', found, expected: 'the columns "DateTime" and "Players" of a SteamDB chart export' },
    ])
  }
  const faults = new LineFaults()
  const readings = readingsOf(table.value, time, players, faults)
  if (faults.all.length > 0) return failed(faults.all)
  return curveOfReadings(readings, { source: 'SteamDB chart export of public player counters', ...naming })
}
