import type { PodClass } from '../pod-class.ts'
import { ADDRESSES, ROW } from '../state/host-row.ts'
import type { HostTable } from '../state/host-table.ts'

/** A free address of each network of the pod's mode but that of an address that it brings along. */
function hasAddresses(hosts: HostTable, host: number, klass: PodClass): boolean {
  return (hosts.rows[host * ROW + ADDRESSES] & klass.addressMask) === klass.addressMask
}

/**
 * A free address of each network of the pod's mode, in a pool that is bound to the host (S1, S16); in place of its own
 * one the address that it brings along, if that reaches the host.
 */
export function passesIp(hosts: HostTable, host: number, klass: PodClass): boolean {
  return hasAddresses(hosts, host, klass) && (klass.keptPool < 0 || hosts.pools.reaches(klass.keptPool, host))
}
