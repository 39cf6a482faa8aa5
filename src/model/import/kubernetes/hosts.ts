import { CPUS_MAX } from '../../fleet.ts'
import type { Taint } from '../../kube/node.ts'
import { AMOUNT_MAX, GPUS_MAX, VFS_MAX } from '../../parse/limits.ts'
import type { CappedFaults } from '../capped-faults.ts'
import type { LeftOutCounts } from '../left-out.ts'
import type { Amounts } from './amounts.ts'
import * as machine from './machine.ts'
import { scenarioName, UniqueNames } from './names.ts'
import type { NodeFacts } from './node-facts.ts'
import type { Place, Places } from './places.ts'
import { type ResourceRoles, roleOf } from './resource-roles.ts'

/** One entry of `spec.fleet.hosts`. */
export interface ImportedHost extends Place {
  readonly name: string
  readonly topology: string
  readonly taints?: readonly Taint[] | undefined
  readonly sriov?: Readonly<Record<string, number>> | undefined
  readonly gpus?: Readonly<Record<string, number>> | undefined
  readonly disks?: readonly { readonly name: string; readonly capacity: string; readonly io: string }[] | undefined
  readonly reserved?:
    | { readonly cpus?: string | undefined; readonly memoryPerNumaNode?: string | undefined }
    | undefined
}

/** What hosts are made of besides the nodes. */
export interface HostSources {
  readonly places: Places
  /** What pods take on a node that run on every node, by the node's name. */
  readonly everyNode: ReadonlyMap<string, Amounts>
  readonly topologies: readonly machine.KnownTopology[]
  readonly roles: ResourceRoles
  readonly faults: CappedFaults
  readonly leftOut: LeftOutCounts
}

/** Hosts of all nodes in the order given, and the topologies they are of. */
export function hostsOf(
  nodes: readonly NodeFacts[],
  sources: HostSources,
): { readonly hosts: readonly ImportedHost[]; readonly topologies: readonly machine.KnownTopology[] } {
  const names = new UniqueNames()
  const plain = new Map<string, machine.KnownTopology>()
  const used = new Map<string, machine.KnownTopology>()
  const hosts = nodes.map((node) => {
    const amounts = machine.hostAmountsOf(
      node.capacity,
      node.allocatable,
      sources.everyNode.get(node.name) ?? new Map(),
    )
    let known = machine.topologyFor(amounts, sources.topologies)
    if (known === null) {
      if (sources.topologies.length > 0) sources.leftOut.add('nodes of which no topology given has the Cpus and memory')
      const made = machine.plainTopology(amounts)
      known = plain.get(made.topology.name) ?? made
      plain.set(made.topology.name, known)
    }
    used.set(known.topology.name, known)
    return hostOf(node, names.take(scenarioName(node.name, 'host')), amounts, known, sources)
  })
  return { hosts, topologies: [...used.values()] }
}

function hostOf(
  node: NodeFacts,
  name: string,
  amounts: machine.HostAmounts,
  { topology }: machine.KnownTopology,
  { places, roles, faults, leftOut }: HostSources,
): ImportedHost {
  const at = `${node.path}.status`
  if (amounts.cpus < 1 || amounts.cpus > CPUS_MAX)
    faults.add(`${at}.capacity.cpu`, `${amounts.cpus} whole Cpus`, `1 to ${CPUS_MAX}`)
  if (amounts.memoryMib > AMOUNT_MAX)
    faults.add(`${at}.capacity.memory`, `${amounts.memoryMib} MiB`, `at most ${AMOUNT_MAX}`)
  const counts = { gpu: 0, vf: 0 }
  for (const [resource, milli] of node.allocatable) {
    const role = roleOf(resource, roles)
    if (role === 'gpu' || role === 'vf') counts[role] += Math.floor(milli / 1000)
    else if (role === 'other' && milli > 0) leftOut.add(`${resource} of nodes`)
  }
  if (counts.gpu > GPUS_MAX) faults.add(`${at}.allocatable`, `${counts.gpu} GPUs`, `at most ${GPUS_MAX}`)
  if (counts.vf > VFS_MAX) faults.add(`${at}.allocatable`, `${counts.vf} VFs`, `at most ${VFS_MAX}`)
  if (counts.vf > 0 && topology.nics.length === 0) leftOut.add('VFs of nodes whose topology has no NIC', counts.vf)
  const kept = machine.keptPerNumaNode(amounts, topology)
  const cpus = machine.keptCpus(amounts, topology)
  const place = places.ofNode.get(node) as Place
  return {
    name,
    ...place,
    topology: topology.name,
    taints: node.taints.length === 0 ? undefined : node.taints,
    sriov: counts.vf === 0 || topology.nics.length === 0 ? undefined : { [topology.nics[0].name]: counts.vf },
    gpus: counts.gpu === 0 ? undefined : machine.gpusByNumaNode(counts.gpu, topology),
    disks: disksOf(amounts.diskMib, `${at}.allocatable.ephemeral-storage`, faults),
    reserved:
      cpus === '' && kept === 0
        ? undefined
        : { cpus: cpus === '' ? undefined : cpus, memoryPerNumaNode: kept === 0 ? undefined : `${kept}Mi` },
  }
}

/** Room for what pods write on their node; how fast it is, nobody said. */
function disksOf(diskMib: number, path: string, faults: CappedFaults): ImportedHost['disks'] {
  if (diskMib > AMOUNT_MAX) faults.add(path, `${diskMib} MiB`, `at most ${AMOUNT_MAX}`)
  return diskMib === 0 ? undefined : [{ name: 'ephemeral', capacity: `${diskMib}Mi`, io: '1Gi' }]
}
