import { importLstopo } from '../../model/import/lstopo.ts'
import { optionalText } from './curves.ts'
import { importDocuments } from './documents.ts'
import type { ImportKind } from './import-kind.ts'
import { TOPOLOGY_OPTIONS, topologyImport } from './topologies.ts'

/** `berth import lstopo`: a topology of what `lstopo --of xml` writes. */
export const LSTOPO: ImportKind = {
  options: TOPOLOGY_OPTIONS,
  run: (args, files, output) => {
    const title = optionalText(args, 'title', '--title')
    return importDocuments(
      args,
      files,
      output,
      topologyImport((text, name) => importLstopo(text, { name, ...title })),
    )
  },
}
