import { importSteamDb } from '../../model/import/steamdb.ts'
import { CURVE_OPTIONS, curveImport } from './curves.ts'
import { importDocuments } from './documents.ts'
import type { ImportKind } from './import-kind.ts'

/** `berth import steamdb`: a curve of a chart export. */
export const STEAMDB: ImportKind = {
  options: CURVE_OPTIONS,
  run: (args, files, output) => importDocuments(args, files, output, curveImport(args, importSteamDb)),
}
