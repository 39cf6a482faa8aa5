import type { PodClass } from '../pod-class.ts'
import type { HostTable } from '../state/host-table.ts'

/**
 * Whether the NumaNodes of a mask have the devices a class needs near it beyond any VF: enough free GPUs, and for an
 * `sriov` pod that shares a NIC one with a free VF and both shares.
 */
export function hasDevices(hosts: HostTable, host: number, mask: number, klass: PodClass): boolean {
  let gpus = 0
  for (let rest = mask; rest !== 0; rest &= rest - 1) gpus += hosts.gpus.numaFree(host, 31 - Math.clz32(rest & -rest))
  if (gpus < klass.gpus) return false
  return !klass.takesVf || !klass.sharesNic || firstNic(hosts, host, mask, klass) >= 0
}

/** The first NIC at a NumaNode of the mask that has the shares, and a free VF for an `sriov` class; -1 for none. */
export function firstNic(hosts: HostTable, host: number, mask: number, klass: PodClass): number {
  const { nics } = hosts
  for (let nic = 0; nic < nics.count(host); nic++) {
    if (((mask >>> nics.numaOf(host, nic)) & 1) === 1 && nicFits(hosts, host, nic, klass)) return nic
  }
  return -1
}

/** Whether a NIC has the shares a class asks for, and a free VF for an `sriov` class. */
export function nicFits(hosts: HostTable, host: number, nic: number, klass: PodClass): boolean {
  const { nics } = hosts
  if (klass.takesVf && nics.freeVfs(host, nic) === 0) return false
  return nics.freeMbps(host, nic) >= klass.nicMbps && nics.freeKpps(host, nic) >= klass.nicKpps
}
