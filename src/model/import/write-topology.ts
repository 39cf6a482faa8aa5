import { formatCpuList } from '../../base/cpu-list.ts'
import { API_VERSION } from '../parse/shapes.ts'
import { flowText } from './flow-text.ts'

/** A machine as an export tells of it, to be written as a `HostTopology`. */
export interface ImportedTopology {
  readonly name: string
  readonly title: string
  readonly arch: 'x86_64' | 'aarch64' | null
  readonly packages: number | null
  /** By id. Cores by their first thread, threads ascending. */
  readonly numaNodes: readonly {
    readonly id: number
    readonly memoryMib: number
    readonly cores: readonly (readonly number[])[]
  }[]
  /** By name. */
  readonly nics: readonly ImportedNic[]
  /** Between the NumaNodes in their order; null where nothing is known. */
  readonly distances: readonly (readonly number[])[] | null
}

export interface ImportedNic {
  readonly name: string
  readonly numa: number
  readonly pci: string | null
  readonly kind: 'ethernet' | 'infiniband' | null
  /** Of the slot; null where it is not known. */
  readonly pciLinkMbps: number | null
  readonly model: string | null
}

/** The YAML text of a topology; `parseTopology` reads the same machine back. */
export function writeTopology(machine: ImportedTopology): string {
  const { arch, packages, distances } = machine
  const lines = [
    `apiVersion: ${API_VERSION}`,
    'kind: HostTopology',
    'metadata:',
    `  name: ${flowText(machine.name)}`,
    `  title: ${JSON.stringify(machine.title)}`,
    'spec:',
    ...(arch === null ? [] : [`  arch: ${arch}`]),
    ...(packages === null ? [] : [`  packages: ${packages}`]),
    '  numaNodes:',
    ...machine.numaNodes.map(({ id, memoryMib, cores }) => {
      return `    - {id: ${id}, memory: ${memoryMib}Mi, ${coresText(cores)}}`
    }),
    machine.nics.length === 0 ? '  nics: []' : '  nics:',
    ...machine.nics.map(({ name, numa, pci, kind, pciLinkMbps, model }) => {
      const more = [
        ...(pci === null ? [] : [`pci: ${JSON.stringify(pci)}`]),
        ...(kind === null ? [] : [`kind: ${kind}`]),
        ...(pciLinkMbps === null ? [] : [`pciLinkMbps: ${pciLinkMbps}`]),
        ...(model === null ? [] : [`model: ${JSON.stringify(model)}`]),
      ]
      return `    - {${[`name: ${JSON.stringify(name)}`, `numa: ${numa}`, ...more].join(', ')}}`
    }),
    ...(distances === null ? [] : ['  distances:', ...distances.map((row) => `    - [${row.join(', ')}]`)]),
  ]
  return `${lines.join('\n')}\n`
}

/** Lists of the first, second … threads of all cores where that says the same in ascending lists; else every core. */
function coresText(cores: readonly (readonly number[])[]): string {
  const threads = cores[0].length
  const rows = Array.from({ length: threads }, (_, t) => cores.map((core) => core[t]))
  const isEven = cores.every((core) => core.length === threads)
  const ascends = rows.every((row) => row.every((cpu, i) => i === 0 || cpu > row[i - 1]))
  if (isEven && ascends) return `threads: [${rows.map((row) => `"${formatCpuList(row)}"`).join(', ')}]`
  return `cores: [${cores.map((core) => `[${core.join(', ')}]`).join(', ')}]`
}
