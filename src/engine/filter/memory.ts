import type { PodClass } from '../pod-class.ts'
import type { HostTable } from '../state/host-table.ts'

/** Enough memory free on the whole host. */
export function passesMemory(hosts: HostTable, host: number, klass: PodClass): boolean {
  return hosts.freeMemoryMib(host) >= klass.memoryMib
}
