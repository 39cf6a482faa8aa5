import type { PodClass } from '../pod-class.ts'
import type { HostTable } from '../state/host-table.ts'

/** A free VF anywhere on the host; that it lies near the pod is the NumaNode choice's part (S9). */
export function passesVf(hosts: HostTable, host: number, klass: PodClass): boolean {
  return !klass.takesVf || hosts.freeVfs(host) > 0
}
