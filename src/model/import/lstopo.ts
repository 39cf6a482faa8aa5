import { failed, type Result } from '../../base/result.ts'
import { CappedFaults } from './capped-faults.ts'
import { LeftOutCounts } from './left-out.ts'
import { nicsOf } from './lstopo-nics.ts'
import { numaNodesOf } from './lstopo-numa-nodes.ts'
import { everyObject, type LstopoObject, readLstopo } from './lstopo-objects.ts'
import { checkedTopology, type TopologyText } from './topology-checks.ts'
import type { ImportedTopology } from './write-topology.ts'
import type { XmlElement } from './xml-tree.ts'

/** What an importer of a machine is told besides the text. */
export interface TopologyNaming {
  readonly name: string
  readonly title?: string
}

/**
 * The topology of a machine as `lstopo --of xml` writes it, of hwloc 1, 2 or 3: NUMA nodes with their memory, cores and
 * threads as the OS numbers them, network devices at the nearest NUMA node (the lowest where several are as near), and
 * the distances of the firmware. NUMA nodes without Cpus of their own (fast memory, say) are no NumaNode of Berth and
 * counted as left out.
 */
export function importLstopo(text: string, { name, title }: TopologyNaming): Result<TopologyText> {
  const read = readLstopo(text)
  if (!read.ok) return read
  const { machine, top } = read.value
  const faults = new CappedFaults()
  const all = [...everyObject(machine)]
  const leftOut = new LeftOutCounts()
  const nodes = numaNodesOf(machine, all, faults, leftOut)
  const own = infosOf(machine.element)
  const infos = new Map([...infosOf(top), ...own])
  const arch = infos.get('Architecture') ?? null
  if (!faults.isEmpty) return failed(faults.all)
  const topology: ImportedTopology = {
    name,
    title: title ?? titleOf(infos, all),
    arch: arch === 'x86_64' || arch === 'aarch64' ? arch : null,
    packages: all.filter(({ type }) => type === 'Package' || type === 'Socket').length || null,
    numaNodes: nodes,
    nics: nicsOf(
      machine,
      nodes.map(({ id, cores }) => ({ id, cpus: new Set(cores.flat()) })),
    ),
    distances: distancesOf(
      top,
      all,
      nodes.map(({ id }) => id),
    ),
  }
  return checkedTopology(topology, leftOut.all)
}

/** `info` children by name, with blanks at the ends taken off. */
export function infosOf(element: XmlElement): Map<string, string> {
  const infos = new Map<string, string>()
  for (const { attributes } of element.children.get('info') ?? []) {
    const { name, value } = attributes
    if (name !== undefined && value !== undefined) infos.set(name, value.trim())
  }
  return infos
}

function titleOf(infos: ReadonlyMap<string, string>, all: readonly LstopoObject[]): string {
  const models = all.map(({ element }) => infosOf(element).get('CPUModel')).filter((model) => model !== undefined)
  const parts = [infos.get('DMISysVendor'), infos.get('DMIProductName')].filter((part) => part !== undefined)
  const words = [parts.join(' '), models[0] ?? infos.get('CPUModel') ?? ''].filter((part) => part !== '')
  return words.join(', ').slice(0, 200) || 'A machine as lstopo saw it'
}

/** Distances between the NUMA nodes of these ids, in their order; null where there are none for all of them. */
function distancesOf(
  top: XmlElement,
  all: readonly LstopoObject[],
  ids: readonly number[],
): readonly (readonly number[])[] | null {
  if (ids.length < 2) return null
  const newer = (top.children.get('distances2') ?? []).find(
    ({ attributes }) => attributes['type'] === 'NUMANode' && attributes['indexing'] === 'os',
  )
  const [indexes, values] =
    newer === undefined ? olderDistances(all) : [numbersIn(newer, 'indexes'), numbersIn(newer, 'u64values')]
  const positions = ids.map((id) => indexes.indexOf(id))
  if (values.length !== indexes.length * indexes.length || positions.includes(-1)) return null
  const matrix = positions.map((row) => positions.map((column) => values[row * indexes.length + column]))
  // What benchmarks measured is not in the units of the firmware.
  return matrix.flat().every((value) => Number.isInteger(value) && value >= 1 && value <= 255) ? matrix : null
}

/** Of hwloc 1: a matrix over the NUMA nodes in their logical order, as multiples of a base. */
function olderDistances(all: readonly LstopoObject[]): readonly [readonly number[], readonly number[]] {
  const nodes = all
    .filter(({ type }) => type === 'NUMANode')
    .map(({ element }) => Number(element.attributes['os_index']))
  for (const { element } of all) {
    for (const distances of element.children.get('distances') ?? []) {
      const base = Number(distances.attributes['latency_base'])
      const values = (distances.children.get('latency') ?? []).map(({ attributes }) =>
        Math.round(Number(attributes['value']) * base),
      )
      if (Number(distances.attributes['nbobjs']) === nodes.length) return [nodes, values]
    }
  }
  return [nodes, []]
}

function numbersIn(element: XmlElement, name: string): readonly number[] {
  const words = (element.children.get(name) ?? []).flatMap(({ text }) => text.trim().split(/\s+/))
  return words.filter((word) => word !== '').map(Number)
}
