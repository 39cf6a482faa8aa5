import type { ForeignUse, Holding } from '../../model/holding.ts'
import type { HostTable } from './host-table.ts'

/** The first part of a holding that is not free, in words, or null. */
export function clashOfHolding(hosts: HostTable, holding: Holding): string | null {
  const { host, disk, vf, nic, pool, overlayPool, volumePool } = holding
  const clash = clashOfAmounts(hosts, holding, null, holding.cpuMilli)
  if (clash !== null) return clash
  const { name, disks, nics, gpus = [] } = hosts.fleet.hosts[host]
  if (disk >= 0) {
    const isFree = hosts.diskFreeMib(host, disk) >= holding.diskMib
    if (!isFree) return `${holding.diskMib} MiB on disk ${disks[disk].name} of ${name}`
    if (hosts.diskFreeIoKibps(host, disk) < holding.ioKibps) {
      return `${holding.ioKibps} KiB/s on disk ${disks[disk].name} of ${name}`
    }
  }
  if (vf >= 0 && !hosts.vfs.isFree(host, vf)) return `VF ${vf} of ${name}`
  for (const gpu of holding.gpus) if (!hosts.gpus.isFree(host, gpu)) return `GPU ${gpus[gpu].name} of ${name}`
  if (nic >= 0) {
    const { nicMbps, nicKpps } = holding
    if (hosts.nics.freeMbps(host, nic) < nicMbps) return `${nicMbps} Mbit/s on NIC ${nics[nic].name} of ${name}`
    if (hosts.nics.freeKpps(host, nic) < nicKpps) return `${nicKpps} kpps on NIC ${nics[nic].name} of ${name}`
  }
  for (const [from, ip] of [[pool, holding.ip] as const, [overlayPool, holding.overlayIp] as const]) {
    if (from >= 0 && !hosts.pools.isFree(from, ip)) return `the address in pool ${hosts.fleet.pools[from].name}`
  }
  if (volumePool >= 0) {
    if (hosts.freeAttachments(host) === 0) return `one more volume attached on ${name}`
    const { name: from } = hosts.fleet.volumePools?.[volumePool] ?? { name: '' }
    if (hosts.volumes.freeMib(volumePool) < holding.volumeMib) return `${holding.volumeMib} MiB in volume pool ${from}`
  }
  return null
}

/**
 * The first Cpu, share of Cpus or MiB that is neither free nor among those given back before (null: none are), in
 * words, or null. cpuMilli: what is used of shared Cpus.
 */
export function clashOfAmounts(
  hosts: HostTable,
  use: ForeignUse,
  givenBack: ForeignUse | null,
  cpuMilli = 0,
): string | null {
  const { host, cpus, memoryMib } = use
  const { name } = hosts.fleet.hosts[host]
  for (const cpu of cpus) {
    if (!hosts.cpus.isFree(host, cpu) && givenBack?.cpus.includes(cpu) !== true) return `Cpu ${cpu} of ${name}`
  }
  const freeMilli = hosts.freeCpuMilli(host) + 1000 * (givenBack?.cpus.length ?? 0)
  if (1000 * cpus.length + cpuMilli > freeMilli) return `the Cpus that pods of ${name} share`
  for (let numa = 0; numa < memoryMib.length; numa++) {
    const free = hosts.numaFreeMemoryMib(host, numa) + (givenBack?.memoryMib[numa] ?? 0)
    if (memoryMib[numa] > free) return `${memoryMib[numa]} MiB of NumaNode ${numa} of ${name}`
  }
  return null
}
