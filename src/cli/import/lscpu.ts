import { importLscpu } from '../../model/import/lscpu.ts'
import { shortened } from '../../model/parse/faults.ts'
import { allocatableMib } from '../../model/parse/scalars.ts'
import { optionalText } from './curves.ts'
import { importDocuments } from './documents.ts'
import type { ImportKind } from './import-kind.ts'
import { TOPOLOGY_OPTIONS, topologyImport } from './topologies.ts'

/** `berth import lscpu`: a topology of what `lscpu -J -e` or `lscpu -J` writes. */
export const LSCPU: ImportKind = {
  options: [...TOPOLOGY_OPTIONS, '--memory'],
  run: (args, files, output) => {
    const title = optionalText(args, 'title', '--title')
    const expected = 'the memory of the machine, such as 256Gi: lscpu does not say'
    const text = args.text('--memory', expected, null)
    const memory = allocatableMib.safeParse(text)
    if (text === null && !args.given('--memory')) args.fault('--memory', 'nothing', expected)
    else if (text !== null && !memory.success) args.fault('--memory', shortened(text), expected)
    const memoryMib = memory.success ? memory.data : 0
    const read = topologyImport((text, name) => importLscpu(text, { name, memoryMib, ...title }))
    return importDocuments(args, files, output, read)
  },
}
