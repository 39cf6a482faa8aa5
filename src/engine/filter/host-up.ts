import type { HostTable } from '../state/host-table.ts'

/** A lost host takes nothing until it is back. */
export function passesHostUp(hosts: HostTable, host: number): boolean {
  return hosts.isUp(host)
}
