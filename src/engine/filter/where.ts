import type { PodClass } from '../pod-class.ts'
import type { HostTable } from '../state/host-table.ts'

/** Region, IDC and module lists of the request (S6). */
export function passesWhere(_hosts: HostTable, host: number, klass: PodClass): boolean {
  return klass.allowed === null || klass.allowed[host] === 1
}
