import type { PodTable } from '../world/pod-table.ts'
import { cpuMilliOf } from './load.ts'
import type { OpenZone, ShardGroup } from './open-zone.ts'

/**
 * Spreads a zone's players evenly over the shards of a component, the first ones take what does not divide, and notes
 * each one's load on the host where it is.
 *
 * speeds  of each host by place in the fleet; null: all alike
 */
export function readLoad(
  { loadMilli, noisePermille, host }: PodTable,
  speeds: Float64Array | null,
  { slots, component }: ShardGroup,
  { players, loginsPerSecond: logins }: OpenZone,
): void {
  const each = Math.floor(players / slots.length)
  const fuller = players - each * slots.length
  const loginMilli = slots.length === 0 ? 0 : ((component.load.cpuMsPerLogin ?? 0) * logins) / slots.length
  const milli = (cpuMilliOf(component.load, each) + loginMilli) / 1000
  const milliFuller = (cpuMilliOf(component.load, each + 1) + loginMilli) / 1000
  for (let i = 0; i < slots.length; i++) {
    const slot = slots[i]
    loadMilli[slot] = (i < fuller ? milliFuller : milli) * noisePermille[slot]
  }
  if (speeds === null) return
  for (const slot of slots) if (host[slot] >= 0) loadMilli[slot] /= speeds[host[slot]]
}
