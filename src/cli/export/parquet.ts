import { ByteWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer'
import type { ExportKind } from './export-kind.ts'
import { type Column, eachRow, type Row, tableOption } from './run-table.ts'

/** Rows of one group: what is held in memory at a time. */
const GROUP_ROWS = 50_000

/** `berth export parquet`: a table of a run; whole numbers as INT64, numbers as DOUBLE, all else as texts. */
export const PARQUET: ExportKind = {
  options: ['--table'],
  formats: [],
  isBinary: true,
  logs: (args) => (tableOption(args) === 'decisions' ? ['decisions'] : []),
  prepare: (args) => {
    const table = tableOption(args)
    return async (run, sink) => {
      let columns: readonly Column[] = []
      let rows: Row[] = []
      let writer: ParquetWriter | null = null
      const bytes = new ByteWriter()
      const flush = (): void => {
        const columnData = columns.map((column) => ({ ...column, nullable: true, data: cellsOf(column, rows) }))
        writer ??= new ParquetWriter({ writer: bytes, schema: schemaFromColumnData({ columnData }) })
        writer.write({ columnData, rowGroupSize: GROUP_ROWS })
        rows = []
      }
      const faults = await eachRow(
        run,
        table,
        (given) => {
          columns = given
        },
        (row) => {
          rows.push(row)
          if (rows.length === GROUP_ROWS) flush()
          return true
        },
      )
      if (rows.length > 0 || writer === null) flush()
      ;(writer as ParquetWriter | null)?.finish()
      await sink.write(bytes.getBytes())
      return faults
    }
  },
}

function cellsOf({ name, type }: Column, rows: readonly Row[]): (bigint | number | string | null)[] {
  return rows.map((row) => {
    const value = row[name]
    return type === 'INT64' && value !== null ? BigInt(value) : value
  })
}
