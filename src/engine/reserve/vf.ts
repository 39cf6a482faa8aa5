import type { HostTable } from '../state/host-table.ts'

/** The lowest free VF whose PhysicalFunction lies at a NumaNode of the mask, or -1. */
export function pickVf(hosts: HostTable, host: number, numaMask: number): number {
  for (let vf = 0; vf < hosts.vfCount(host); vf++) {
    if (((numaMask >>> hosts.vfNuma(host, vf)) & 1) === 1 && hosts.isVfFree(host, vf)) return vf
  }
  return -1
}
