import type { Taint } from '../../kube/node.ts'
import { GPUS_MAX, VFS_MAX } from '../../parse/limits.ts'
import type { CappedFaults } from '../capped-faults.ts'
import type { LeftOutCounts } from '../left-out.ts'
import type { Amounts } from './amounts.ts'
import { GuessedMachines } from './guessed-machines.ts'
import type { KnownTopology } from './machine.ts'
import { scenarioName, UniqueNames } from './names.ts'
import type { NodeFacts } from './node-facts.ts'
import type { Place, Places } from './places.ts'
import { type ResourceRoles, roleOf } from './resource-roles.ts'
import { SlicedMachines } from './sliced-machines.ts'
import type { Slices } from './slices.ts'

/** What an entry of `spec.fleet.hosts` says of the machine. */
export interface ImportedMachine {
  readonly topology: string
  readonly sriov?: Readonly<Record<string, number>> | undefined
  readonly nics?: Readonly<Record<string, { readonly mbps: number; readonly kpps: number }>> | undefined
  readonly gpus?: Readonly<Record<string, number>> | undefined
  readonly disks?: readonly { readonly name: string; readonly capacity: string; readonly io: string }[] | undefined
  readonly reserved?:
    | { readonly cpus?: string | undefined; readonly memoryPerNumaNode?: string | undefined }
    | undefined
}

/** One entry of `spec.fleet.hosts`. */
export interface ImportedHost extends Place, ImportedMachine {
  readonly name: string
  readonly taints?: readonly Taint[] | undefined
}

/** What hosts are made of besides the nodes. */
export interface HostSources {
  readonly places: Places
  readonly slices: Slices
  /** What pods take on a node that run on every node, by the node's name. */
  readonly everyNode: ReadonlyMap<string, Amounts>
  readonly topologies: readonly KnownTopology[]
  readonly roles: ResourceRoles
  readonly faults: CappedFaults
  readonly leftOut: LeftOutCounts
}

/** GPUs and VFs that the resources of a node tell of. */
export interface DeviceCounts {
  readonly gpu: number
  readonly vf: number
}

const NOTHING: Amounts = new Map()

/**
 * Hosts of all nodes in the order given, and the topologies they are of: what a node has is what its slices say, else a
 * guess by its amounts.
 */
export function hostsOf(
  nodes: readonly NodeFacts[],
  sources: HostSources,
): { readonly hosts: readonly ImportedHost[]; readonly topologies: readonly KnownTopology[] } {
  const { places, slices, everyNode } = sources
  const seen = nodes.map((node) => ({
    node,
    devices: devicesOf(node, sources),
    taken: everyNode.get(node.name) ?? NOTHING,
    facts: slices.hostOf(node.name),
  }))
  const machines = new Map<NodeFacts, ImportedMachine>()
  const guessed = new GuessedMachines(sources)
  for (const { node, devices, taken, facts } of seen)
    if (facts === null) machines.set(node, guessed.of(node, taken, devices))
  // After those guessed, so that names of topologies made of slices give way.
  const sliced = new SlicedMachines([...sources.topologies, ...guessed.topologies], sources)
  for (const { node, devices, taken, facts } of seen)
    if (facts !== null) machines.set(node, sliced.of(node, facts, taken, devices))
  const names = new UniqueNames()
  const hosts = nodes.map(
    (node): ImportedHost => ({
      name: names.take(scenarioName(node.name, 'host')),
      ...(places.ofNode.get(node) as Place),
      taints: node.taints.length === 0 ? undefined : node.taints,
      ...(machines.get(node) as ImportedMachine),
    }),
  )
  return { hosts, topologies: [...guessed.topologies, ...sliced.topologies] }
}

/** GPUs and VFs by the resources of a node; what is neither is counted as left out. */
function devicesOf(node: NodeFacts, { roles, faults, leftOut }: HostSources): DeviceCounts {
  const counts = { gpu: 0, vf: 0 }
  for (const [resource, milli] of node.allocatable) {
    const role = roleOf(resource, roles)
    if (role === 'gpu' || role === 'vf') counts[role] += Math.floor(milli / 1000)
    else if (role === 'other' && milli > 0) leftOut.add(`${resource} of nodes`)
  }
  const at = `${node.path}.status.allocatable`
  if (counts.gpu > GPUS_MAX) faults.add(at, `${counts.gpu} GPUs`, `at most ${GPUS_MAX}`)
  if (counts.vf > VFS_MAX) faults.add(at, `${counts.vf} VFs`, `at most ${VFS_MAX}`)
  return counts
}
