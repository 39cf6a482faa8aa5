import { show } from '../parse/faults.ts'
import type { CappedFaults } from './capped-faults.ts'
import type { LeftOutCounts } from './left-out.ts'
import { everyObject, type LstopoObject } from './lstopo-objects.ts'
import type { ImportedTopology } from './write-topology.ts'

type NumaNode = ImportedTopology['numaNodes'][number]

const MIB = 1024 * 1024

/**
 * NUMA nodes that have Cpus, by id; of a machine that names none, the machine itself. From hwloc 2 on a node without
 * Cpus (fast memory, memory behind CXL) has the cpuset of all that are near to it, which other nodes have too. A core
 * is then of the node of plain memory, of such of the one with the fewest Cpus, of these of the one with the lowest
 * number; nodes that no core is of are counted as left out.
 */
export function numaNodesOf(
  machine: LstopoObject,
  all: readonly LstopoObject[],
  faults: CappedFaults,
  leftOut: LeftOutCounts,
): readonly NumaNode[] {
  const named = all.filter(({ type }) => type === 'NUMANode')
  const free = new Set(coresOf(all, faults))
  const nodes = (named.length === 0 ? [machine] : named).map((object) => {
    const { os_index: index = named.length === 0 ? '0' : '', local_memory: memory, subtype } = object.element.attributes
    const id = named.length === 0 ? 0 : Number(index)
    const path = `NUMANode ${index}`
    if (!/^\d{1,4}$/.test(index)) faults.add(path, show(index), 'an os_index')
    if (memory === undefined || !/^\d{1,18}$/.test(memory))
      faults.add(`${path}: local_memory`, show(memory), 'a number of bytes')
    const isPlain = subtype === undefined || subtype === 'DRAM'
    return { id, memoryMib: Math.floor(Number(memory) / MIB), cpus: object.cpus ?? new Set<number>(), subtype, isPlain }
  })
  nodes.sort((a, b) => Number(b.isPlain) - Number(a.isPlain) || a.cpus.size - b.cpus.size || a.id - b.id)
  const withCores: NumaNode[] = []
  for (const { id, memoryMib, cpus, subtype } of nodes) {
    const cores = [...free].filter(([first]) => cpus.has(first))
    for (const core of cores) free.delete(core)
    if (cores.length > 0) withCores.push({ id, memoryMib, cores })
    else leftOut.add(`NUMA nodes without Cpus of their own${subtype === undefined ? '' : `: ${subtype}`}`)
  }
  return withCores.sort((a, b) => a.id - b.id)
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
