import fc from 'fast-check'
import type { RawMachine } from './raw-case.ts'

/** Machines that nobody built: of few Cpus, in shapes that real ones have and have not, so that all code is reached. */
export const madeUpMachine: fc.Arbitrary<RawMachine> = fc
  .record({
    sockets: fc.constantFrom(1, 2, 2, 2, 3, 4),
    nodesPerSocket: fc.constantFrom(1, 1, 2, 3, 4, 4),
    /** Sockets that share one NUMA node, where more than 1: as no NUMA node is then within a socket. */
    socketsPerNode: fc.constantFrom(1, 1, 1, 1, 1, 2),
    cores: fc.constantFrom(1, 2, 3, 4, 5, 6, 8),
    threads: fc.constantFrom(1, 2, 2, 2, 4),
    numbering: fc.constantFrom<Numbering>('block', 'interleaved', 'adjacent'),
    cachesPerNode: fc.constantFrom(1, 1, 2, 3),
    /** NUMA nodes that share one cache, where more than 1. */
    nodesPerCache: fc.constantFrom(1, 1, 1, 2),
    memory: fc.array(fc.constantFrom(1024, 4096, 8192, 16_384), { minLength: 4, maxLength: 4 }),
    /** Null: not known. Any other number scatters them, so that low ids are not always the near ones. */
    distances: fc.option(fc.nat(100)),
    /** Whether sockets and NUMA nodes cross, as no machine has it. */
    isCrossed: fc.constantFrom(...Array<boolean>(11).fill(false), true),
    /** How the machine is spoilt: cores without their last thread, fewer cores, a node without Cpus, ids with gaps. */
    lessThreads: fc.array(fc.nat(40), { maxLength: 3 }),
    lessCores: fc.array(fc.nat(40), { maxLength: 2 }),
    memoryNode: fc.constantFrom(false, false, false, true),
    idStep: fc.constantFrom(1, 1, 1, 3),
  })
  .map(build)

type Numbering = 'block' | 'interleaved' | 'adjacent'

interface Shape {
  readonly sockets: number
  readonly nodesPerSocket: number
  readonly socketsPerNode: number
  readonly cores: number
  readonly threads: number
  readonly numbering: Numbering
  readonly cachesPerNode: number
  readonly nodesPerCache: number
  readonly memory: readonly number[]
  readonly distances: number | null
  readonly isCrossed: boolean
  readonly lessThreads: readonly number[]
  readonly lessCores: readonly number[]
  readonly memoryNode: boolean
  readonly idStep: number
}

const NODES_MAX = 8

function build(shape: Shape): RawMachine {
  const { sockets, socketsPerNode, threads, memory, cachesPerNode, nodesPerCache } = shape
  const perSocket = socketsPerNode > 1 ? 1 : shape.nodesPerSocket
  const nodes = Math.min(NODES_MAX, Math.max(1, Math.floor((sockets * perSocket) / socketsPerNode)))
  // Wide nodes of many threads are no use to more branches, only to more time.
  const cores = Math.max(1, Math.min(shape.cores, Math.floor(96 / (nodes * threads))))
  const total = nodes * cores
  const numa = Array.from({ length: nodes }, (_, node) => ({
    id: node * shape.idStep,
    memoryMib: memory[node % memory.length],
    cores: Array.from({ length: cores }, (_, k) => ({
      socket: shape.isCrossed
        ? (node + k) % sockets
        : socketsPerNode > 1
          ? node * socketsPerNode + (k % socketsPerNode)
          : Math.floor(node / perSocket),
      uncore: Math.floor(node / nodesPerCache) * cachesPerNode + Math.floor((k * cachesPerNode) / cores),
      cpus: cpusOf(shape.numbering, node, k, { nodes, cores, threads, total }),
    })),
  }))
  spoil(numa, shape)
  if (shape.memoryNode && numa.length < NODES_MAX) {
    numa.push({ id: numa.length * shape.idStep, memoryMib: memory[0], cores: [] })
  }
  return shape.distances === null
    ? { numa }
    : {
        numa,
        distances: distancesOf(
          numa.map(({ id }) => id),
          shape.distances,
        ),
      }
}

function cpusOf(
  numbering: Numbering,
  node: number,
  k: number,
  { nodes, cores, threads, total }: { nodes: number; cores: number; threads: number; total: number },
): number[] {
  const core = numbering === 'interleaved' ? k * nodes + node : node * cores + k
  return Array.from({ length: threads }, (_, t) => (numbering === 'adjacent' ? core * threads + t : core + t * total))
}

/** Takes threads and cores away, but never the last of a node. */
function spoil(numa: { cores: { cpus: number[] }[] }[], { lessThreads, lessCores }: Shape): void {
  for (const place of lessThreads) {
    const { cores } = numa[place % numa.length]
    const { cpus } = cores[place % cores.length]
    if (cpus.length > 1) cpus.pop()
  }
  for (const place of lessCores) {
    const { cores } = numa[place % numa.length]
    if (cores.length > 1) cores.pop()
  }
}

/** The same both ways; a column for each id up to the highest, as the kubelet looks them up by id. */
function distancesOf(ids: readonly number[], scatter: number): readonly (readonly number[])[] {
  return ids.map((from) =>
    Array.from({ length: Math.max(...ids) + 1 }, (_, to) =>
      from === to ? 10 : 12 + (((from + to) * (scatter + 1) + from * to * 5) % 17),
    ),
  )
}
