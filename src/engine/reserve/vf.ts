import { nicFits } from '../choose/devices.ts'
import type { PodClass } from '../pod-class.ts'
import type { HostTable } from '../state/host-table.ts'

/** The lowest free VF whose PhysicalFunction lies at a NumaNode of the mask and has the shares asked for, or -1. */
export function pickVf(hosts: HostTable, host: number, numaMask: number, klass: PodClass): number {
  const { vfs, nics } = hosts
  for (let vf = 0; vf < vfs.count(host); vf++) {
    if (((numaMask >>> vfs.numaOf(host, vf)) & 1) === 0 || !vfs.isFree(host, vf)) continue
    if (!klass.sharesNic || nicFits(hosts, host, nics.ofVf(host, vf), klass)) return vf
  }
  return -1
}
