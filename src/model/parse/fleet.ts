import { formatCpuList } from '../../base/cpu-list.ts'
import { byCodeUnit } from '../../base/order.ts'
import type { Result } from '../../base/result.ts'
import { failed, ok } from '../../base/result.ts'
import type { Fleet, Host, Nic } from '../fleet.ts'
import { compareHosts } from '../host-order.ts'
import type { Taint } from '../kube/node.ts'
import { FaultList, faultsOfIssues } from './faults.ts'
import type { HostEntry } from './fleet-schema.ts'
import { fleetSchema } from './fleet-schema.ts'
import { checkNetworks } from './networks.ts'
import { checkDomains, checkMemory, checkUniqueNames } from './places.ts'
import { sortedBinding } from './resolve-networks.ts'
import { volumePoolsOf } from './volume-pools.ts'

/** Reads the value of a `fleet.json`. The order of its lists does not matter; the result is sorted. */
export function parseFleet(value: unknown): Result<Fleet> {
  const parsed = fleetSchema.safeParse(value)
  if (!parsed.success) return failed(faultsOfIssues(parsed.error.issues, value))
  const { hosts: entries, segments, pools, volumePools } = parsed.data
  const faults = new FaultList()
  const paths = entries.map((_, i) => `hosts[${i}]`)
  checkUniqueNames(
    entries.map((entry, i) => ({ name: entry.name, path: paths[i] })),
    'host',
    faults,
  )
  const hosts = entries.map((entry, i) => hostOf(entry, paths[i], faults))
  checkDomains(hosts, paths, faults)
  const bound = pools.map((pool) => ({ ...pool, boundTo: sortedBinding(pool.boundTo) }))
  const networks = {
    segments,
    segmentPaths: segments.map((_, i) => `segments[${i}]`),
    pools: bound,
    poolPaths: pools.map((_, i) => `pools[${i}]`),
  }
  const ranges = checkNetworks(hosts, networks, faults)
  const volumes =
    volumePools === undefined ? {} : { volumePools: volumePoolsOf(volumePools, hosts, 'volumePools', faults) }
  if (!faults.isEmpty) return failed(faults.all)
  return ok({
    hosts: hosts.sort(compareHosts),
    segments: segments
      .map((segment) => ({ ...segment, networks: [...segment.networks].sort(byCodeUnit) }))
      .sort(byName),
    pools: bound.map((pool, i) => ({ ...pool, ranges: ranges[i] })).sort(byName),
    ...volumes,
  })
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return byCodeUnit(a.name, b.name)
}

function hostOf(entry: HostEntry, path: string, faults: FaultList): Host {
  const cpus = checkCpus(entry, path, faults)
  for (const [i, nic] of entry.nics.entries()) {
    if (nic.numa >= entry.numaNodes.length) {
      faults.add(`${path}.nics[${i}].numa`, String(nic.numa), 'the id of a NumaNode of this host')
    }
  }
  checkUniqueNames(
    entry.nics.map((nic, i) => ({ name: nic.name, path: `${path}.nics[${i}]` })),
    'NIC of the host',
    faults,
  )
  const gpus = entry.gpus ?? []
  for (const [i, gpu] of gpus.entries()) {
    if (gpu.numa < entry.numaNodes.length) continue
    faults.add(`${path}.gpus[${i}].numa`, String(gpu.numa), 'the id of a NumaNode of this host')
  }
  checkUniqueNames(
    gpus.map((gpu, i) => ({ name: gpu.name, path: `${path}.gpus[${i}]` })),
    'GPU of the host',
    faults,
  )
  checkUniqueNames(
    entry.disks.map((disk, i) => ({ name: disk.name, path: `${path}.disks[${i}]` })),
    'disk of the host',
    faults,
  )
  const sums = {
    cpus: cpus.size - entry.reservedCpus.length,
    memoryMib: entry.numaNodes.reduce((sum, node) => sum + node.memoryMib, 0),
    diskMib: entry.disks.reduce((sum, disk) => sum + disk.capacityMib, 0),
    vfs: entry.nics.reduce((sum, nic) => sum + nic.vfs, 0),
  }
  checkMemory(sums.memoryMib, `${path}.numaNodes`, faults)
  for (const key of ['cpus', 'memoryMib', 'diskMib', 'vfs'] as const) {
    if (entry.allocatable[key] === sums[key]) continue
    faults.add(`${path}.allocatable.${key}`, String(entry.allocatable[key]), `${sums[key]}, the sum over the host`)
  }
  const { gpus: _gpus, volumeAttachMax, taints, ...rest } = entry
  return {
    ...rest,
    reservedCpus: formatCpuList(entry.reservedCpus),
    nics: entry.nics.map(nicOf).sort(byName),
    ...(entry.gpus === undefined ? {} : { gpus: [...entry.gpus].sort(byName) }),
    disks: [...entry.disks].sort(byName),
    ...(volumeAttachMax === undefined ? {} : { volumeAttachMax }),
    ...(taints === undefined ? {} : { taints: taints as readonly Taint[] }),
  }
}

function nicOf({ name, numa, vfs, mbps, kpps }: HostEntry['nics'][number]): Nic {
  return { name, numa, vfs, ...(mbps === undefined ? {} : { mbps }), ...(kpps === undefined ? {} : { kpps }) }
}

/** All Cpus of a host; notes ids out of order, Cpus listed twice, and reserved Cpus that are not there. */
function checkCpus(entry: HostEntry, path: string, faults: FaultList): Set<number> {
  const cpus = new Set<number>()
  for (const [i, node] of entry.numaNodes.entries()) {
    if (node.id !== i) faults.add(`${path}.numaNodes[${i}].id`, String(node.id), `${i}: ids are dense and ascend`)
    for (const [c, core] of node.cores.entries()) {
      for (const [t, thread] of core.entries()) {
        const at = `${path}.numaNodes[${i}].cores[${c}]`
        if (t > 0 && thread <= core[t - 1]) faults.add(at, core.join(', '), 'threads that ascend')
        if (cpus.has(thread)) faults.add(at, `Cpu ${thread} again`, 'each Cpu once on the host')
        cpus.add(thread)
      }
    }
  }
  const stray = entry.reservedCpus.filter((cpu) => !cpus.has(cpu))
  if (stray.length > 0) faults.add(`${path}.reservedCpus`, formatCpuList(stray), 'Cpus of this host')
  return cpus
}
