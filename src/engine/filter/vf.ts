import type { PodClass } from '../pod-class.ts'
import { FREE_VFS, ROW } from '../state/host-row.ts'
import type { HostTable } from '../state/host-table.ts'

/** A free VF anywhere on the host; that it lies near the pod is the NumaNode choice's part (S9). */
export function passesVf(hosts: HostTable, host: number, klass: PodClass): boolean {
  return !klass.takesVf || hosts.rows[host * ROW + FREE_VFS] > 0
}
