import type { PodClass } from '../pod-class.ts'
import type { HostTable } from '../state/host-table.ts'

/**
 * One more volume can be attached, and a pool that the host reaches has room for it (S14); for a volume that the pod
 * brings along, its pool reaches the host.
 */
export function passesVolume(hosts: HostTable, host: number, klass: PodClass): boolean {
  if (!klass.takesVolume) return true
  return hosts.freeAttachments(host) > 0 && hosts.volumes.poolFor(host, klass.volumePool, klass.volumeMib) >= 0
}
