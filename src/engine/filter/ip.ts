import type { PodClass } from '../pod-class.ts'
import type { HostTable } from '../state/host-table.ts'

/** A free address in a pool that is bound to the host and serves the network mode (S1). */
export function passesIp(hosts: HostTable, host: number, klass: PodClass): boolean {
  return hosts.hasAddress(host, klass.network)
}
