import type { z } from 'zod'
import type { Result } from '../../base/result.ts'
import { failed, ok } from '../../base/result.ts'
import { CPUS_MAX } from '../fleet.ts'
import { parseDocumentText } from './document.ts'
import { FaultList, faultsOfIssues } from './faults.ts'
import * as scalars from './scalars.ts'
import { documentOf, list, record } from './shapes.ts'

/** A real machine as its OS numbers it. NumaNodes ascend by id and are dense, 0 … n-1, whatever the OS called them. */
export interface Topology {
  readonly name: string
  readonly numaNodes: readonly TopologyNumaNode[]
  readonly nics: readonly TopologyNic[]
}

export interface TopologyNumaNode {
  readonly memoryMib: number
  /** One entry a core, its threads ascending; cores ascend by their first thread. */
  readonly cores: readonly (readonly number[])[]
}

export interface TopologyNic {
  readonly name: string
  /** Nearest NumaNode, dense. */
  readonly numa: number
}

const cpu = scalars.integer(0, CPUS_MAX - 1)

const numaNode = record({
  id: scalars.integer(0, 4095),
  memory: scalars.allocatableMib,
  cores: list(list(cpu, 1, 16), 1, CPUS_MAX).optional(),
  threads: list(scalars.cpuList, 1, 16).optional(),
})

const nic = record({
  name: scalars.deviceName,
  numa: scalars.integer(0, 4095),
  pci: scalars.text(32).optional(),
  kind: scalars.word(['ethernet', 'infiniband']).optional(),
  pciLinkMbps: scalars.integer(1, 10_000_000).optional(),
  model: scalars.text(120).optional(),
})

/** Kind `HostTopology`. */
export const topologySchema = documentOf(
  'HostTopology',
  record({
    source: record({
      repo: scalars.text(200),
      path: scalars.text(400).optional(),
      commit: scalars.text(64).optional(),
      licence: scalars.text(60),
    }).optional(),
    arch: scalars.word(['x86_64', 'aarch64']).optional(),
    packages: scalars.integer(1, 64).optional(),
    numaNodes: list(numaNode, 1, 64),
    nics: list(nic, 0, 64),
    distances: list(list(scalars.integer(1, 255), 1, 64), 1, 64).optional(),
  }),
)

type TopologySpec = z.output<typeof topologySchema>['spec']

/** Reads a `HostTopology` document. NIC and NumaNode order in the file does not matter. */
export function parseTopology(text: string): Result<Topology> {
  const document = parseDocumentText(text)
  if (!document.ok) return document
  const parsed = topologySchema.safeParse(document.value)
  if (!parsed.success) return failed(faultsOfIssues(parsed.error.issues, document.value))
  const { metadata, spec } = parsed.data
  const faults = new FaultList()
  const cores = coresByNumaNode(spec, faults)
  checkNics(spec, faults)
  checkDistances(spec, faults)
  if (!faults.isEmpty) return failed(faults.all)
  const order = spec.numaNodes.map((_, i) => i).sort((a, b) => spec.numaNodes[a].id - spec.numaNodes[b].id)
  const denseById = new Map(order.map((position, dense) => [spec.numaNodes[position].id, dense]))
  return ok({
    name: metadata.name,
    numaNodes: order.map((position) => ({ memoryMib: spec.numaNodes[position].memory, cores: cores[position] })),
    nics: spec.nics
      .map((entry) => ({ name: entry.name, numa: denseById.get(entry.numa) as number }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  })
}

/** Cores of each NumaNode as listed; notes ids and Cpus given twice and threads that do not line up. */
function coresByNumaNode(spec: TopologySpec, faults: FaultList): number[][][] {
  const ids = new Set<number>()
  const seen = new Set<number>()
  return spec.numaNodes.map((entry, i) => {
    const path = `spec.numaNodes[${i}]`
    if (ids.has(entry.id)) faults.add(`${path}.id`, String(entry.id), 'an id no other NumaNode has')
    ids.add(entry.id)
    const cores = coresOf(entry, path, faults)
    for (const thread of cores.flat()) {
      if (seen.has(thread)) faults.add(path, `Cpu ${thread} again`, 'each Cpu once on the host')
      seen.add(thread)
    }
    return cores.map((core) => [...core].sort((a, b) => a - b)).sort((a, b) => a[0] - b[0])
  })
}

function coresOf(
  entry: TopologySpec['numaNodes'][number],
  path: string,
  faults: FaultList,
): readonly (readonly number[])[] {
  if ((entry.cores === undefined) === (entry.threads === undefined)) {
    faults.add(
      path,
      entry.cores === undefined ? 'neither cores nor threads' : 'both cores and threads',
      'one of cores, threads',
    )
    return []
  }
  if (entry.cores !== undefined) return entry.cores
  const threads = entry.threads as readonly (readonly number[])[]
  for (const [k, row] of threads.entries()) {
    if (row.length === 0 || row.length !== threads[0].length) {
      faults.add(`${path}.threads[${k}]`, `${row.length} Cpus`, `as many as the first list, at least 1`)
      return []
    }
  }
  return threads[0].map((_, core) => threads.map((row) => row[core]))
}

function checkNics(spec: TopologySpec, faults: FaultList): void {
  const names = new Set<string>()
  for (const [i, entry] of spec.nics.entries()) {
    if (names.has(entry.name)) faults.add(`spec.nics[${i}].name`, JSON.stringify(entry.name), 'a name no other NIC has')
    names.add(entry.name)
    if (!spec.numaNodes.some((node) => node.id === entry.numa)) {
      faults.add(`spec.nics[${i}].numa`, String(entry.numa), 'the id of a NumaNode of this host')
    }
  }
}

function checkDistances(spec: TopologySpec, faults: FaultList): void {
  const size = spec.numaNodes.length
  if (spec.distances === undefined) return
  if (spec.distances.length !== size)
    faults.add('spec.distances', `${spec.distances.length} rows`, `${size} rows, one a NumaNode`)
  for (const [i, row] of spec.distances.entries()) {
    if (row.length !== size)
      faults.add(`spec.distances[${i}]`, `${row.length} columns`, `${size} columns, one a NumaNode`)
  }
}
