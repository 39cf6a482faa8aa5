import type { PodClass } from '../pod-class.ts'
import { FREE_MEMORY_MIB, ROW } from '../state/host-row.ts'
import type { HostTable } from '../state/host-table.ts'

/** Enough memory free on the whole host. */
export function passesMemory(hosts: HostTable, host: number, klass: PodClass): boolean {
  return hosts.rows[host * ROW + FREE_MEMORY_MIB] >= klass.memoryMib
}
