import { byCodeUnit } from '../../base/order.ts'
import type { Fleet, Host } from '../fleet.ts'
import { compareHosts } from '../host-order.ts'
import type { FaultList } from './faults.ts'
import { countOf, groupHostsOf } from './group-hosts.ts'
import type { Library } from './library.ts'
import { memoised } from './library.ts'
import { HOSTS_MAX } from './limits.ts'
import { checkDomains, checkUniqueNames } from './places.ts'
import type { Machine } from './resolve-machine.ts'
import { machineOf } from './resolve-machine.ts'
import { resolveNetworks } from './resolve-networks.ts'
import type { FleetSpec, MachineSpec } from './scenario-schema.ts'
import { parseTopology } from './topology.ts'
import { volumePoolsOf } from './volume-pools.ts'

/** Stands in where the topology has a fault, so that what names the host's domains is not reported too. */
const NO_MACHINE: Machine = {
  topology: '',
  numaNodes: [],
  reservedCpus: '',
  nics: [],
  disks: [],
  allocatable: { cpus: 0, memoryMib: 0, diskMib: 0, vfs: 0 },
}

/**
 * Hosts, segments and pools of a fleet, all that are there at any time. Names come from the domains (group-hosts.ts),
 * so the order of the file leaves no trace. A new group starts a new rack: one rack holds one kind of hardware.
 */
export function resolveFleet(spec: FleetSpec, library: Library, faults: FaultList): Fleet {
  const topologyOf = memoised('topology', (name) => library.topology(name), parseTopology, faults)
  const hosts: Host[] = []
  const origins: string[] = []
  const groups = (spec.hostGroups ?? []).map((group, i) => ({ group, path: `spec.fleet.hostGroups[${i}]` }))
  checkUniqueNames(
    groups.map(({ group, path }) => ({ name: group.name, path })),
    'host group',
    faults,
  )
  const total = groups.reduce((sum, { group }) => sum + countOf(group), 0) + (spec.hosts?.length ?? 0)
  if (total > HOSTS_MAX) {
    faults.add('spec.fleet', `${total} hosts`, `at most ${HOSTS_MAX} hosts`)
    return { hosts: [], segments: [], pools: [] }
  }
  if (total === 0) faults.add('spec.fleet', 'no host', 'at least one host')

  const groupHosts = groupHostsOf(groups.map(({ group }) => group))
  for (const { group, path } of [...groups].sort((a, b) => byCodeUnit(a.group.name, b.group.name))) {
    const { region, idc } = group
    const machine = machineOf(group as MachineSpec, path, topologyOf, faults) ?? NO_MACHINE
    for (const { name, module, rack } of groupHosts.get(group) ?? []) {
      hosts.push({ name, region, idc, module, rack, ...machine })
      origins.push(path)
    }
  }
  for (const [i, entry] of (spec.hosts ?? []).entries()) {
    const path = `spec.fleet.hosts[${i}]`
    const machine = machineOf(entry as MachineSpec, path, topologyOf, faults) ?? NO_MACHINE
    hosts.push({
      name: entry.name,
      region: entry.region,
      idc: entry.idc,
      module: entry.module,
      rack: entry.rack,
      ...machine,
    })
    origins.push(path)
  }
  checkUniqueNames(
    hosts.map((host, i) => ({ name: host.name, path: origins[i] })),
    'host',
    faults,
  )
  checkDomains(hosts, origins, faults)
  hosts.sort(compareHosts)
  const networks = resolveNetworks(spec, hosts, faults)
  if (spec.volumePools === undefined) return { hosts, ...networks }
  const entries = spec.volumePools.map(({ capacity, ...entry }) => ({ ...entry, capacityMib: capacity }))
  return { hosts, ...networks, volumePools: volumePoolsOf(entries, hosts, 'spec.fleet.volumePools', faults) }
}
