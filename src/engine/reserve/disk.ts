import type { PodClass } from '../pod-class.ts'
import type { HostTable } from '../state/host-table.ts'

/**
 * The disk a pod gets: of those with room and IO share the fullest (profile packs) or emptiest, ties to list order; -1
 * when it asks for none, or none has both.
 */
export function pickDisk(hosts: HostTable, host: number, klass: PodClass): number {
  const { diskMib, ioKibps } = klass
  if (diskMib === 0 && ioKibps === 0) return -1
  const sign = klass.packs ? 1 : -1
  let best = -1
  let bestKey = Number.MAX_SAFE_INTEGER
  for (let disk = 0; disk < hosts.diskCount(host); disk++) {
    const free = hosts.diskFreeMib(host, disk)
    if (free < diskMib || hosts.diskFreeIoKibps(host, disk) < ioKibps || sign * free >= bestKey) continue
    best = disk
    bestKey = sign * free
  }
  return best
}
