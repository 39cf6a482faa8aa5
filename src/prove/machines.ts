import { formatCpuList } from '../base/cpu-list.ts'
import { ascending } from '../base/order.ts'
import { type Host, NUMA_NODES_MAX } from '../model/fleet.ts'

/** Hardware that made-up hosts are instances of. */
export interface Machine {
  readonly name: string
  readonly numaNodes: Host['numaNodes']
  readonly reservedCpus: string
  /** NumaNode of each NIC. */
  readonly nics: readonly number[]
}

/** Hardware like that of the bundled topologies, made small. */
export const SMALL_MACHINES: readonly Machine[] = [
  machine('one', { numas: 1, cores: 4, threads: 1, memoryMib: 4096, nics: [0] }),
  machine('smt', { numas: 2, cores: 3, threads: 2, memoryMib: 4096, nics: [1] }),
  machine('four', { numas: 4, cores: 2, threads: 2, memoryMib: 2048, nics: [0, 3] }),
  machine('duo', { numas: 2, cores: 3, threads: 1, memoryMib: 3072, nics: [0, 0, 1] }),
  machine('smt4', { numas: 2, cores: 2, threads: 4, memoryMib: 3072, nics: [] }),
  machine('hybrid', { numas: 2, cores: 4, threads: 2, small: 2, memoryMib: 3072, nics: [1] }),
]

interface SmallSpec {
  readonly numas: number
  /** A NumaNode. */
  readonly cores: number
  /** A core; the second threads are numbered after all first ones. */
  readonly threads: number
  /** First cores of a NumaNode that have one thread. */
  readonly small?: number
  /** A NumaNode. */
  readonly memoryMib: number
  readonly nics: readonly number[]
}

function machine(name: string, { numas, cores, threads, small = 0, memoryMib, nics }: SmallSpec): Machine {
  const numaNodes = Array.from({ length: numas }, (_, id) => ({
    id,
    memoryMib,
    cores: Array.from({ length: cores }, (_, core) =>
      Array.from({ length: core < small ? 1 : threads }, (_, thread) => id * cores + core + thread * numas * cores),
    ),
  }))
  return { name, numaNodes, reservedCpus: '0', nics }
}

/** What is known of a real machine: Cpu numbers by core and NumaNode, and where its NICs are. */
export interface Hardware {
  readonly name: string
  readonly numaNodes: readonly { readonly memoryMib: number; readonly cores: Host['numaNodes'][number]['cores'] }[]
  readonly nics: readonly { readonly numa: number }[]
}

/** Cores and MiB of a whole real machine that pods may use: few pods fill them. */
const CORES_LEFT = 12
const MEMORY_LEFT_MIB = 12_288
const NICS_LEFT = 3

/**
 * A real machine with nearly all of it reserved, so that a few pods use it up: Cpu numbers, siblings and NumaNodes
 * (the first eight) stay as they are, some twelve cores and 12 GiB are left over all of them, and one thread of the
 * first core is reserved beside its sibling.
 */
export function tightMachine(hardware: Hardware): Machine {
  const numaNodes = hardware.numaNodes.slice(0, NUMA_NODES_MAX)
  const coresLeft = Math.ceil(CORES_LEFT / numaNodes.length)
  const memoryLeftMib = Math.ceil(MEMORY_LEFT_MIB / numaNodes.length)
  const reserved = numaNodes.flatMap(({ cores }) => cores.slice(coresLeft).flat())
  const first = numaNodes.flatMap(({ cores }) => cores)[0][0]
  return {
    name: hardware.name,
    numaNodes: numaNodes.map(({ memoryMib, cores }, id) => ({
      id,
      memoryMib: Math.min(memoryMib, memoryLeftMib),
      cores,
    })),
    reservedCpus: formatCpuList([...new Set([first, ...reserved])].sort(ascending)),
    nics: hardware.nics
      .map(({ numa }) => numa)
      .filter((numa) => numa < numaNodes.length)
      .slice(0, NICS_LEFT),
  }
}
