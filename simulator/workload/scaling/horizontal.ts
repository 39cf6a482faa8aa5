import type { HorizontalScaling } from '../../../src/model/scaling.ts'
import type { Component } from '../../../src/model/scenario.ts'
import { withBuffer } from './size-for.ts'

/** Within a tenth of the target nothing changes, as in Kubernetes' HorizontalPodAutoscaler. */
const TOLERANCE_PERMILLE = 100

/** What the pods of a stateless tier in one zone show. */
export interface TierReading {
  readonly pods: number
  /** Load of all of them, in milli-Cpus. */
  readonly loadMilli: number
  /** Players of the zone who would play. */
  readonly expected: number
}

/**
 * Pods a stateless tier wants at an instant (S12): the most that one of its triggers wants, and the buffer, its pods or
 * its share, the larger; within [podsMin, podsMax]. By `players`: ceil(players / playersPerPod). By `reading`: so many
 * that the load comes to targetPermille of what each pod asks for, and as many as there are within the tolerance.
 */
export function podsWished(component: Component, scaling: HorizontalScaling, reading: TierReading): number {
  let needed = 0
  for (const trigger of scaling.by) {
    const byThis = trigger === 'players' ? byPlayers(component, reading) : byReading(component, scaling, reading)
    needed = Math.max(needed, byThis)
  }
  const wanted = withBuffer(needed, scaling.buffer?.pods ?? 0, scaling.buffer?.permille ?? 0)
  return Math.min(scaling.podsMax, Math.max(component.podsMin, wanted))
}

function byPlayers({ playersPerPod }: Component, { expected }: TierReading): number {
  return playersPerPod === null ? 0 : Math.ceil(expected / playersPerPod)
}

function byReading(component: Component, { targetPermille, buffer }: HorizontalScaling, reading: TierReading): number {
  const { pods, loadMilli } = reading
  const { cpus, cpuMilli = 0 } = component.request
  const targetMilli = ((cpus * 1000 + cpuMilli) * targetPermille) / 1000
  const needed = Math.ceil(loadMilli / targetMilli)
  // With a buffer the load comes to less than the target of all pods; what counts is whether it asks for others.
  const now = buffer === undefined ? pods : withoutBuffer(pods, buffer.pods, buffer.permille)
  const apart = Math.abs(loadMilli - now * targetMilli) * 1000
  return apart <= now * targetMilli * TOLERANCE_PERMILLE ? now : needed
}

/** The most needed that, with its buffer, comes to no more than so many pods; at least 0. */
function withoutBuffer(pods: number, absolute: number, permille: number): number {
  const byShare = Math.floor((pods * 1000) / (1000 + permille))
  return Math.max(0, Math.min(pods - absolute, byShare))
}
