import type { PodClass } from '../pod-class.ts'
import type { HostTable } from '../state/host-table.ts'

/** Enough free GPUs anywhere on the host; that they lie near the pod is the NumaNode choice's part. */
export function passesGpu(hosts: HostTable, host: number, klass: PodClass): boolean {
  return klass.gpus === 0 || hosts.gpus.free(host) >= klass.gpus
}
