import type { PodClass } from '../pod-class.ts'
import { ADDRESSES, ROW } from '../state/host-row.ts'
import type { HostTable } from '../state/host-table.ts'

/**
 * A free address of each network of the pod's mode, in a pool that is bound to the host (S1, S16); in place of its own
 * one the address that it brings along, if that reaches the host.
 */
export function passesIp(hosts: HostTable, host: number, klass: PodClass): boolean {
  if ((hosts.rows[host * ROW + ADDRESSES] & klass.addressMask) !== klass.addressMask) return false
  return klass.keptPool < 0 || hosts.pools.reaches(klass.keptPool, host)
}
