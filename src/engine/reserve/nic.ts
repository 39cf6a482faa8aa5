import { nicFits } from '../choose/devices.ts'
import type { PodClass } from '../pod-class.ts'
import type { HostTable } from '../state/host-table.ts'

/**
 * The NIC whose bandwidth and packet rate a pod shares: its VF's, else of those with both shares the one with the least
 * bandwidth free (profile packs) or most, ties to list order; -1 when it asks for neither,
 * or none has both.
 *
 * vf  the VF it gets, or -1
 */
export function pickNic(hosts: HostTable, host: number, klass: PodClass, vf: number): number {
  if (!klass.sharesNic) return -1
  if (vf >= 0) return hosts.nics.ofVf(host, vf)
  const sign = klass.packs ? 1 : -1
  let best = -1
  let bestKey = Number.MAX_SAFE_INTEGER
  for (let nic = 0; nic < hosts.nics.count(host); nic++) {
    const key = sign * hosts.nics.freeMbps(host, nic)
    if (key >= bestKey || !nicFits(hosts, host, nic, klass)) continue
    best = nic
    bestKey = key
  }
  return best
}
