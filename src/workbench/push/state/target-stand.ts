import { NO_AGENT_YET, NOT_ASKED, type TargetAnswer } from '../../../model/api.ts'

/** How the way to the fleet stands: no server; the target was not asked yet; no host has joined; it answers or not. */
export type TargetStand = 'away' | 'asking' | 'empty' | 'answers' | 'silent'

/** target: what the server said last, null before it did. */
export function targetStand(target: TargetAnswer | null, isOnline: boolean): TargetStand {
  if (!isOnline) return 'away'
  // Before its first snapshot a target is not silent: whoever opens the page has it asked.
  if (target === null || (target.observedAtMs === null && target.reason === NOT_ASKED)) return 'asking'
  if (target.observedAtMs === null && target.reason === NO_AGENT_YET) return 'empty'
  return target.answers ? 'answers' : 'silent'
}
