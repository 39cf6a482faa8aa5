import type { ExportKind } from './export-kind.ts'
import { type Column, eachRow, type Row, tableOption } from './run-table.ts'

const BATCH_LENGTH = 1 << 16

/** `berth export csv`: a table of a run, comma separated, a line of names first. */
export const CSV: ExportKind = {
  options: ['--table'],
  formats: [],
  isBinary: false,
  logs: (args) => (tableOption(args) === 'decisions' ? ['decisions'] : []),
  prepare: (args) => {
    const table = tableOption(args)
    return async (run, sink) => {
      let names: readonly string[] = []
      let batch = ''
      const faults = await eachRow(
        run,
        table,
        (columns: readonly Column[]) => {
          names = columns.map(({ name }) => name)
          batch = `${names.join(',')}\n`
        },
        (row: Row) => {
          batch += `${names.map((name) => cell(row[name])).join(',')}\n`
          if (batch.length < BATCH_LENGTH) return true
          const full = batch
          batch = ''
          return sink.write(full)
        },
      )
      await sink.write(batch)
      return faults
    }
  },
}

/** A cell as RFC 4180 has it; nothing for none. */
function cell(value: number | string | null): string {
  if (value === null) return ''
  const text = String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
