import type { PodClass } from '../pod-class.ts'
import { FREE_CPU_MILLI, ROW } from '../state/host-row.ts'
import type { HostTable } from '../state/host-table.ts'

/** Enough Cpus free on the whole host, those that pods share left out. */
function hasCpus(hosts: HostTable, host: number, klass: PodClass): boolean {
  return hosts.rows[host * ROW + FREE_CPU_MILLI] >= klass.allMilli
}

/**
 * The same, and for a pod of full cores enough of these and a count that they make up (what the kubelet refuses with
 * SMTAlignmentError).
 */
export function passesCpus(hosts: HostTable, host: number, klass: PodClass): boolean {
  return (
    hasCpus(hosts, host, klass) &&
    (!klass.fullCores ||
      (hosts.cpus.freeInFullCores(host) >= klass.cpus && klass.cpus % hosts.cpus.threadsPerCore(host) === 0))
  )
}
