import type { PodTable } from '../world/pod-table.ts'
import { cpuMilliOf } from './load.ts'
import type { OpenZone, ShardGroup } from './open-zone.ts'
import { isBalanced, takingOf } from './rotation.ts'

/**
 * Spreads a zone's players evenly over the shards of a component, the first ones take what does not divide, and notes
 * each one's load on the host where it is. Behind a load balancer they are spread over its rotation, and the other pods
 * bear no player.
 *
 * speeds  of each host by place in the fleet; null: all alike
 */
export function readLoad(
  pods: PodTable,
  speeds: Float64Array | null,
  { slots, component }: ShardGroup,
  zone: OpenZone,
): void {
  const { players, loginsPerSecond: logins } = zone
  zone.isStale = true
  const { loadMilli, noisePermille, host } = pods
  const taking = takingOf(slots, component, pods)
  if (isBalanced(component))
    for (const slot of slots) loadMilli[slot] = (cpuMilliOf(component.load, 0) / 1000) * noisePermille[slot]
  const each = Math.floor(players / taking.length)
  const fuller = players - each * taking.length
  const loginMilli = taking.length === 0 ? 0 : ((component.load.cpuMsPerLogin ?? 0) * logins) / taking.length
  const milli = (cpuMilliOf(component.load, each) + loginMilli) / 1000
  const milliFuller = (cpuMilliOf(component.load, each + 1) + loginMilli) / 1000
  for (let i = 0; i < taking.length; i++) {
    const slot = taking[i]
    loadMilli[slot] = (i < fuller ? milliFuller : milli) * noisePermille[slot]
  }
  if (speeds === null) return
  for (const slot of slots) if (host[slot] >= 0) loadMilli[slot] /= speeds[host[slot]]
}
