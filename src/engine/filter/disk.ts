import type { PodClass } from '../pod-class.ts'
import type { HostTable } from '../state/host-table.ts'

/** One disk with both the room and the IO share (S4, S10). */
export function passesDisk(hosts: HostTable, host: number, klass: PodClass): boolean {
  return (klass.diskMib === 0 && klass.ioKibps === 0) || hosts.hasDisk(host, klass.diskMib, klass.ioKibps)
}
