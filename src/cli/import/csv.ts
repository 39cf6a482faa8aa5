import { importCsv } from '../../model/import/csv.ts'
import { CURVE_OPTIONS, curveImport, optionalText } from './curves.ts'
import { importDocuments } from './documents.ts'
import type { ImportKind } from './import-kind.ts'

/** `berth import csv`: a curve of two columns of a table. */
export const CSV: ImportKind = {
  options: [...CURVE_OPTIONS, '--time-column', '--players-column'],
  run: (args, files, output) => {
    const columns = {
      ...optionalText(args, 'timeColumn', '--time-column'),
      ...optionalText(args, 'playersColumn', '--players-column'),
    }
    const read = curveImport(args, (text, naming) => importCsv(text, { ...naming, ...columns }))
    return importDocuments(args, files, output, read)
  },
}
