/**
 * What scaling goes by.
 *
 * reading   the load that pods show
 * players   business load: what the load model makes of the players who would play
 * calendar  the load shown now, times what the calendar plans for the time ahead
 * timer     the time of day
 */
export const SCALING_TRIGGERS = ['reading', 'players', 'calendar', 'timer'] as const
export type ScalingTrigger = (typeof SCALING_TRIGGERS)[number]

/** Those that say how many pods are wanted. */
export const TIER_TRIGGERS = ['reading', 'players'] as const
export type TierTrigger = (typeof TIER_TRIGGERS)[number]

/** Horizontal scaling of a stateless tier (S12), in each zone. */
export interface HorizontalScaling {
  readonly podsMax: number
  /** The largest wish counts. */
  readonly by: readonly TierTrigger[]
  /** Of `reading`: load over what each pod asks for, in thousandths. */
  readonly targetPermille: number
  /** Pods on top of what is needed: so many, or that share if it is more. Left out: none. */
  readonly buffer?: { readonly pods: number; readonly permille: number }
  /** A pod is given back when nothing has asked for it for so long. */
  readonly cooldownUs: number
}
