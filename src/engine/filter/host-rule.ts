import type { PodClass } from '../pod-class.ts'
import type { HostTable } from '../state/host-table.ts'
import { podsOn } from '../state/spread-groups.ts'

/**
 * Hard anti-affinity of a whole game's component per host. Rules of zones and of wider domains are laid over ranges.
 */
export function passesHostRule(_hosts: HostTable, host: number, { hostRule }: PodClass): boolean {
  return hostRule === null || hostRule.limit === null || podsOn(hostRule, host) < hostRule.limit
}
