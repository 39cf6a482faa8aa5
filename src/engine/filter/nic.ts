import { firstNic } from '../choose/devices.ts'
import { ALL_NUMA_NODES } from '../choose/numa-masks.ts'
import type { PodClass } from '../pod-class.ts'
import type { HostTable } from '../state/host-table.ts'

/** One NIC with both the bandwidth and the packet rate, and a free VF for an `sriov` pod (S9). */
export function passesNic(hosts: HostTable, host: number, klass: PodClass): boolean {
  return !klass.sharesNic || firstNic(hosts, host, ALL_NUMA_NODES, klass) >= 0
}
