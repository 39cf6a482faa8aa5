import { formatCpuList, parseCpuList } from '../../../base/cpu-list.ts'
import type { Topology } from '../../parse/topology.ts'
import { parseTopology } from '../../parse/topology.ts'
import { type ImportedTopology, writeTopology } from '../write-topology.ts'
import { type Amounts, mibUp } from './amounts.ts'
import type { DeviceCounts, HostSources, ImportedMachine } from './hosts.ts'
import { gpusByNumaNode, type KnownTopology, reservedOf } from './machine.ts'
import { UniqueNames } from './names.ts'
import type { NodeFacts } from './node-facts.ts'
import type { SlicedHost } from './slices.ts'

/** Machines of nodes whose agents say what they have. Hosts whose cores, memory and NICs lie alike share a topology. */
export class SlicedMachines {
  readonly #sources: HostSources
  readonly #names = new UniqueNames()
  readonly #topologies = new Map<string, KnownTopology>()
  /** Names of topologies by what slices say, which is one value for all nodes alike. */
  readonly #nameOf = new Map<SlicedHost, string>()

  /** known: topologies whose names are taken. */
  constructor(known: readonly KnownTopology[], sources: HostSources) {
    this.#sources = sources
    for (const { topology } of known) this.#names.take(topology.name)
  }

  /** Those that machines are of so far. */
  get topologies(): readonly KnownTopology[] {
    return [...this.#topologies.values()]
  }

  /**
   * taken     by pods that run on every node: of the reserved Cpus as far as they reach, as the adapter has it
   * devices   by the node's resources: GPUs count where the agent names none
   */
  of(node: NodeFacts, facts: SlicedHost, taken: Amounts, devices: DeviceCounts): ImportedMachine {
    const { nics, gpus = [], disks } = facts
    const gpusByNuma: Record<string, number> = {}
    for (const { numa } of gpus) gpusByNuma[numa] = (gpusByNuma[numa] ?? 0) + 1
    const guessed = devices.gpu === 0 ? undefined : gpusByNumaNode(devices.gpu, facts.numaNodes.length)
    const rates = nics.flatMap(({ name, mbps, kpps }) =>
      mbps === undefined || kpps === undefined ? [] : [[name, { mbps, kpps }] as const],
    )
    const half = nics.filter(({ mbps, kpps }) => (mbps === undefined) !== (kpps === undefined))
    if (half.length > 0) this.#sources.leftOut.add('rates of NICs whose other rate nobody says', half.length)
    return {
      topology: this.#topologyOf(node, facts),
      sriov: nics.some(({ vfs }) => vfs > 0) ? Object.fromEntries(nics.map(({ name, vfs }) => [name, vfs])) : undefined,
      nics: rates.length === 0 ? undefined : Object.fromEntries(rates),
      gpus: gpus.length === 0 ? guessed : gpusByNuma,
      disks:
        disks.length === 0
          ? undefined
          : disks.map(({ name, capacityMib, ioKibps }) => ({ name, capacity: `${capacityMib}Mi`, io: `${ioKibps}Ki` })),
      reserved: reservedOf(keptCpus(facts, taken), this.#keptPerNumaNode(facts, taken)),
    }
  }

  #topologyOf(node: NodeFacts, facts: SlicedHost): string {
    const known = this.#nameOf.get(facts)
    if (known !== undefined) return known
    const { faults } = this.#sources
    const key = JSON.stringify(layoutOf(facts, facts.topology))
    let topology = this.#topologies.get(key)
    if (topology === undefined) {
      const layout = layoutOf(facts, this.#names.take(facts.topology))
      const text = writeTopology(layout)
      const parsed = parseTopology(text)
      if (!parsed.ok)
        for (const { path, found, expected } of parsed.faults)
          faults.add(`${node.path}: its topology by its slices, ${path}`, found, expected)
      topology = { topology: parsed.ok ? parsed.value : emptyTopology(layout.name), text }
      this.#topologies.set(key, topology)
    }
    this.#nameOf.set(facts, topology.topology.name)
    return topology.topology.name
  }

  /** The memory that pods of every node take, the same share of each NumaNode. */
  #keptPerNumaNode({ numaNodes }: SlicedHost, taken: Amounts): number {
    const share = Math.ceil(mibUp(taken.get('memory') ?? 0) / numaNodes.length)
    const least = numaNodes.reduce((min, { memoryMib }) => Math.min(min, memoryMib), Number.POSITIVE_INFINITY)
    if (share > least) this.#sources.leftOut.add('memory of pods of every node beyond the smallest NumaNode')
    return Math.min(share, least)
  }
}

function layoutOf({ numaNodes, nics }: SlicedHost, name: string): ImportedTopology {
  return {
    name,
    title: `${name} as its agent published it`,
    arch: null,
    packages: null,
    numaNodes: numaNodes.map(({ id, memoryMib, cores }) => ({
      id,
      memoryMib,
      cores: [...cores].sort((a, b) => a[0] - b[0]),
    })),
    nics: nics.map(({ name: nic, numa }) => ({
      ...{ name: nic, numa, pci: null, kind: null, pciLinkMbps: null, model: null },
    })),
    distances: null,
  }
}

function emptyTopology(name: string): Topology {
  return { name, numaNodes: [], nics: [] }
}

/** Reserved Cpus, and where pods of every node need more those of the last cores. */
function keptCpus({ numaNodes, reservedCpus }: SlicedHost, taken: Amounts): string {
  const reserved = parseCpuList(reservedCpus) ?? []
  const more = Math.max(0, Math.ceil((taken.get('cpu') ?? 0) / 1000) - reserved.length)
  const free = numaNodes
    .flatMap(({ cores }) => cores)
    .sort((a, b) => b[b.length - 1] - a[a.length - 1])
    .flatMap((core) => [...core].reverse())
    .filter((cpu) => !reserved.includes(cpu))
  return formatCpuList([...reserved, ...free.slice(0, more)].sort((a, b) => a - b))
}
