import { IS_UP, ROW, STATE } from '../state/host-row.ts'
import type { HostTable } from '../state/host-table.ts'

/** A lost host takes nothing until it is back, a cordoned one until it is uncordoned. */
export function passesHostUp(hosts: HostTable, host: number): boolean {
  return hosts.rows[host * ROW + STATE] === IS_UP
}
