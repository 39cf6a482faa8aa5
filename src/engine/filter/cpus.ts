import type { PodClass } from '../pod-class.ts'
import type { HostTable } from '../state/host-table.ts'

/** Enough exclusive Cpus free on the whole host. */
export function passesCpus(hosts: HostTable, host: number, klass: PodClass): boolean {
  return hosts.freeCpus(host) >= klass.cpus
}
