import type { CpuPlace } from './cpu/cpu-topology.ts'
import { NO_NODE, UNKNOWN_NODE } from './device/devices.ts'
import type { KubeletConfig, KubeletDevice, KubeletMachine, KubeletNumaNode } from './machine.ts'
import { StaticMemory } from './memory/static-memory.ts'
import { maskOf } from './topology/mask.ts'
import { type TopologyOptions, type TopologyPolicy, topologyPolicyOf } from './topology/policy.ts'

/** Cpus of a machine; a core is known by its lowest Cpu. */
export function placesOf({ numaNodes }: KubeletMachine): readonly CpuPlace[] {
  return numaNodes.flatMap(({ id: numa, cores }) =>
    cores.flatMap(({ cpus, socket, uncore }) =>
      cpus.map((id) => ({ id, core: Math.min(...cpus), socket, numa, uncore })),
    ),
  )
}

/** Null: the policy none. numaIds: ascending. */
export function policyOf(
  { numaNodes, distances }: KubeletMachine,
  { policy }: KubeletConfig['topology'],
  { prefersClosest }: TopologyOptions,
  numaIds: readonly number[],
): TopologyPolicy | null {
  if (policy === 'none') return null
  const rowOf = (id: number): readonly number[] => distances?.[numaNodes.findIndex((node) => node.id === id)] ?? []
  const byNode = prefersClosest ? numaIds.map((from) => numaIds.map((to) => rowOf(from)[to])) : null
  return topologyPolicyOf(policy, maskOf(numaIds.keys()), byNode)
}

/** Null: the policy none. nodes: by ascending id. */
export function memoryOf(
  nodes: readonly KubeletNumaNode[],
  { policy, reservedMib }: KubeletConfig['memory'],
): StaticMemory | null {
  if (policy === 'none') return null
  return new StaticMemory(nodes.map(({ id, memoryMib }) => memoryMib - (reservedMib.get(id) ?? 0)))
}

/** By device the bit of its NUMA node in masks. */
export function bitsOf(devices: readonly KubeletDevice[], numaIds: readonly number[]): readonly number[] {
  return devices.map(({ numa }) => {
    if (numa < 0) return NO_NODE
    return numaIds.includes(numa) ? numaIds.indexOf(numa) : UNKNOWN_NODE
  })
}
