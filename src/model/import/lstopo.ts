import { failed, type Result } from '../../base/result.ts'
import { show } from '../parse/faults.ts'
import { CappedFaults } from './capped-faults.ts'
import { nicsOf } from './lstopo-nics.ts'
import { type LstopoObject, readLstopo } from './lstopo-objects.ts'
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
 * the distances of the firmware. NUMA nodes without Cpus (fast memory of its own, say) are no NumaNode of Berth.
 */
export function importLstopo(text: string, { name, title }: TopologyNaming): Result<TopologyText> {
  const read = readLstopo(text)
  if (!read.ok) return read
  const { machine, top } = read.value
  const faults = new CappedFaults()
  const all = [...everyObject(machine)]
  const nodes = numaNodesOf(machine, all, faults)
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
      nodes.map(({ id, cpus }) => ({ id, cpus })),
    ),
    distances: distancesOf(
      top,
      all,
      nodes.map(({ id }) => id),
    ),
  }
  return checkedTopology(topology)
}

function* everyObject(object: LstopoObject): Generator<LstopoObject> {
  yield object
  for (const child of object.children) yield* everyObject(child)
}

interface CpuNode {
  readonly id: number
  readonly memoryMib: number
  readonly cores: readonly (readonly number[])[]
  readonly cpus: ReadonlySet<number>
}

const MIB = 1024 * 1024

/** NUMA nodes that have Cpus; of a machine that names none, the machine itself. */
function numaNodesOf(machine: LstopoObject, all: readonly LstopoObject[], faults: CappedFaults): readonly CpuNode[] {
  const named = all.filter(({ type }) => type === 'NUMANode')
  const cores = coresOf(all, faults)
  const nodes = (named.length === 0 ? [machine] : named).map((object): CpuNode => {
    const { os_index: index = named.length === 0 ? '0' : '', local_memory: memory } = object.element.attributes
    const id = named.length === 0 ? 0 : Number(index)
    const path = `NUMANode ${index}`
    if (!/^\d{1,4}$/.test(index)) faults.add(path, show(index), 'an os_index')
    if (memory === undefined || !/^\d{1,18}$/.test(memory))
      faults.add(`${path}: local_memory`, show(memory), 'a number of bytes')
    const cpus = object.cpus ?? new Set<number>()
    const own = cores.filter(([first]) => cpus.has(first))
    return { id, memoryMib: Math.floor(Number(memory) / MIB), cores: own, cpus }
  })
  return nodes.filter((node) => node.cores.length > 0).sort((a, b) => a.id - b.id)
}

/** Cpus of each core, by the first; a Cpu that is of none is a core of its own. */
function coresOf(all: readonly LstopoObject[], faults: CappedFaults): readonly (readonly number[])[] {
  const numberOf = ({ element }: LstopoObject): number => {
    const index = element.attributes['os_index'] ?? ''
    if (!/^\d{1,5}$/.test(index))
      faults.add('PU: os_index', show(element.attributes['os_index']), 'the number of a Cpu')
    return Number(index)
  }
  const inCores = new Set<number>()
  const cores: number[][] = []
  for (const object of all) {
    if (object.type !== 'Core') continue
    const threads = [...everyObject(object)].filter(({ type }) => type === 'PU').map(numberOf)
    for (const cpu of threads) inCores.add(cpu)
    if (threads.length > 0) cores.push(threads.sort((a, b) => a - b))
  }
  for (const object of all) {
    const cpu = object.type === 'PU' ? numberOf(object) : null
    if (cpu !== null && !inCores.has(cpu)) cores.push([cpu])
  }
  return cores.sort((a, b) => a[0] - b[0])
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
