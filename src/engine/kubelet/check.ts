import type { Fault } from '../../base/result.ts'
import type { KubeletConfig, KubeletMachine } from './machine.ts'
import { MASK_NODES_MAX } from './topology/mask.ts'
import type { TopologyOptions } from './topology/policy.ts'

// Source: kubernetes v1.37.2, what topologymanager/numa_info.go, cpumanager/topology/topology.go and
// memorymanager/policy_static.go refuse to start with, under pkg/kubelet/cm.

const NUMA_ID_MAX = 63

/** Faults of a machine that is none, or that this configuration cannot run on. */
export function checkMachine(
  { numaNodes, distances, vfs, gpus = [] }: KubeletMachine,
  { topology, memory }: KubeletConfig,
  { prefersClosest, nodesMax }: TopologyOptions,
  faults: Fault[],
): void {
  const path = 'machine.numaNodes'
  const cpus = numaNodes.flatMap(({ cores }) => cores.flatMap((core) => core.cpus))
  if (cpus.length === 0)
    faults.push({ path, found: 'no Cpu', expected: 'at least one: could not detect number of cpus' })
  for (const cpu of repeated(cpus)) faults.push({ path, found: `Cpu ${cpu} twice`, expected: 'each Cpu once' })
  const ids = numaNodes.map(({ id }) => id)
  for (const id of repeated(ids)) faults.push({ path, found: `id ${id} twice`, expected: 'each id once' })
  numaNodes.forEach(({ id, cores }, node) => {
    const isId = Number.isInteger(id) && id >= 0 && id <= NUMA_ID_MAX
    if (!isId) faults.push({ path: `${path}[${node}].id`, found: String(id), expected: `0 to ${NUMA_ID_MAX}` })
    cores.forEach((core, i) => {
      if (core.cpus.length > 0) return
      faults.push({ path: `${path}[${node}].cores[${i}]`, found: 'no cpus provided', expected: 'at least one Cpu' })
    })
  })
  if (topology.policy !== 'none' && ids.length > nodesMax) {
    const expected = `fewer: unsupported on machines with more than ${nodesMax} NUMA Nodes`
    faults.push({ path, found: `${ids.length} nodes`, expected })
  }
  if ((topology.policy !== 'none' || memory.policy === 'static') && ids.length > MASK_NODES_MAX) {
    const expected = `at most ${MASK_NODES_MAX}: more subsets cannot be gone through`
    faults.push({ path, found: `${ids.length} nodes`, expected })
  }
  if (prefersClosest) checkDistances(ids, distances, faults)
  for (const [name, devices] of Object.entries({ vfs, gpus })) {
    for (const id of repeated(devices.map((device) => device.id))) {
      const expected = `each id once: device "${id}" listed twice`
      faults.push({ path: `machine.${name}`, found: `${id} twice`, expected })
    }
  }
}

function checkDistances(ids: readonly number[], distances: KubeletMachine['distances'], faults: Fault[]): void {
  const path = 'machine.distances'
  if (distances === null) {
    const expected = 'distances: cannot discover NUMA topology: error getting NUMA distances from cadvisor'
    faults.push({ path, found: 'none', expected })
    return
  }
  ids.forEach((_, node) => {
    const missing = ids.filter((id) => !Number.isInteger(distances[node]?.[id]))
    if (missing.length === 0) return
    faults.push({ path: `${path}[${node}]`, found: `none to NUMA node ${missing.join(', ')}`, expected: 'one to each' })
  })
}

/** Faults of what is reserved of the memory. */
export function checkReservedMemory(
  { numaNodes }: KubeletMachine,
  { policy, reservedMib }: KubeletConfig['memory'],
  faults: Fault[],
): void {
  if (policy === 'none') return
  const path = 'memory.reservedMib'
  let total = 0
  for (const [id, mib] of reservedMib) {
    total += mib
    const node = numaNodes.find((each) => each.id === id)
    if (node === undefined)
      faults.push({ path: `${path}.${id}`, found: `NUMA node ${id}`, expected: 'one of the machine' })
    else if (!(mib >= 0 && mib <= node.memoryMib)) {
      faults.push({ path: `${path}.${id}`, found: String(mib), expected: `0 to ${node.memoryMib}` })
    }
  }
  if (total > 0) return
  const expected = 'more than 0: [memorymanager] you should specify the system reserved memory'
  faults.push({ path, found: String(total), expected })
}

function repeated<T>(values: readonly T[]): Set<T> {
  return new Set(values.filter((value, i) => values.indexOf(value) !== i))
}
