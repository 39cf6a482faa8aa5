import { formatCpuList, parseCpuList } from '../../base/cpu-list.ts'
import type { Fault } from '../../base/result.ts'
import { CPUS_MAX } from '../../model/fleet.ts'
import type { TopologyNumaNode } from '../../model/parse/topology.ts'
import type { Kernel } from '../kernel/kernel.ts'

const CPUS = '/sys/devices/system/cpu'
/** Where the kernel says which Cpus are online, list form. */
export const ONLINE = `${CPUS}/online`
const NUMA_NODES = '/sys/devices/system/node'
const KIB_PER_MIB = 1024

/** NumaNodes with Cpus, dense, and the number the kernel gives each. */
export interface DiscoveredNumaNodes {
  readonly numaNodes: readonly TopologyNumaNode[]
  /** Kernel's number by dense id. */
  readonly kernelIds: readonly number[]
}

/**
 * Online Cpus by NumaNode and core, with the NumaNode's whole memory. A kernel without NUMA has one NumaNode. NumaNodes
 * without Cpus (memory on a card of its own) are left out, with a fault.
 */
export async function discoverNumaNodes(kernel: Kernel, faults: Fault[]): Promise<DiscoveredNumaNodes> {
  const online = parseCpuList((await kernel.read(ONLINE)) ?? '') ?? []
  if (online.length === 0) faults.push({ path: 'cpus', found: 'no online Cpu', expected: `a list in ${ONLINE}` })
  const offline = (await kernel.read(`${CPUS}/offline`)) ?? ''
  if (offline !== '') faults.push({ path: 'cpus', found: `${offline} offline`, expected: 'every Cpu online' })
  if (online.some((cpu) => cpu >= CPUS_MAX)) {
    faults.push({ path: 'cpus', found: formatCpuList(online), expected: `Cpu numbers below ${CPUS_MAX}` })
  }
  const usable = new Set(online.filter((cpu) => cpu < CPUS_MAX))
  const cores = await coresOf(kernel, usable)
  const names = ((await kernel.list(NUMA_NODES)) ?? []).filter((name) => /^node\d+$/.test(name))
  const kernelIds = names.map((name) => Number(name.slice(4))).sort((a, b) => a - b)
  if (kernelIds.length === 0) {
    const memory = await kernel.read('/proc/meminfo')
    return { numaNodes: [{ memoryMib: totalMib(memory, 'numaNodes[0]', faults), cores }], kernelIds: [0] }
  }
  const found: { id: number; node: TopologyNumaNode }[] = []
  for (const id of kernelIds) {
    const folder = `${NUMA_NODES}/node${id}`
    const cpus = new Set(parseCpuList((await kernel.read(`${folder}/cpulist`)) ?? '') ?? [])
    const memoryMib = totalMib(await kernel.read(`${folder}/meminfo`), `numaNodes[${id}]`, faults)
    const own = cores.filter((core) => cpus.has(core[0]))
    if (own.length > 0) found.push({ id, node: { memoryMib, cores: own } })
    else faults.push({ path: `numaNodes[${id}]`, found: 'no online Cpu', expected: 'a NumaNode with Cpus; left out' })
  }
  return { numaNodes: found.map((entry) => entry.node), kernelIds: found.map((entry) => entry.id) }
}

/** Cores as lists of their online threads, ascending by first thread. */
async function coresOf(kernel: Kernel, online: ReadonlySet<number>): Promise<readonly (readonly number[])[]> {
  const cores: number[][] = []
  const seen = new Set<number>()
  for (const cpu of [...online].sort((a, b) => a - b)) {
    if (seen.has(cpu)) continue
    const folder = `${CPUS}/cpu${cpu}/topology`
    // The first name is the newer one; kernels before 5.3 know the second alone.
    const text =
      (await kernel.read(`${folder}/core_cpus_list`)) ?? (await kernel.read(`${folder}/thread_siblings_list`))
    const siblings = (parseCpuList(text ?? '') ?? []).filter((sibling) => online.has(sibling))
    const core = siblings.includes(cpu) ? siblings : [cpu]
    for (const thread of core) seen.add(thread)
    cores.push(core)
  }
  return cores
}

/** MemTotal of a meminfo file in MiB, rounded down. */
function totalMib(meminfo: string | null, path: string, faults: Fault[]): number {
  const match = /MemTotal:\s*(\d+) kB/.exec(meminfo ?? '')
  if (match === null) faults.push({ path: `${path}.memoryMib`, found: 'no MemTotal', expected: 'a line MemTotal' })
  return match === null ? 0 : Math.floor(Number(match[1]) / KIB_PER_MIB)
}
