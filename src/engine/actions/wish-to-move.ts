import type { PodClass } from '../pod-class.ts'
import type { Profile } from '../profiles.ts'
import { SCORE_MAX } from '../score/score-max.ts'
import type { Belief } from '../state/belief.ts'
import type { PodRecord } from '../state/pods.ts'

/**
 * How good it is to move these pods off their host, 0 to SCORE_MAX: what the profiles that have a word in it say, each
 * about its own pods, the least of it; 0: they stay. SCORE_MAX where no profile says anything. No pod: SCORE_MAX.
 */
export function wishToMove(belief: Belief, host: number, pods: readonly PodRecord[]): number {
  const byProfile = new Map<Profile, PodClass[]>()
  for (const { component, size, kept } of pods) {
    const profile = belief.classes.profileNamed(component.request.profile)
    if ((profile.own?.rebalance ?? null) === null) continue
    const { klass } = belief.classes.of(component, size, kept)
    const classes = byProfile.get(profile)
    if (classes === undefined) byProfile.set(profile, [klass])
    else classes.push(klass)
  }
  let least = SCORE_MAX
  for (const [{ own }, classes] of byProfile) {
    least = Math.min(least, own?.rebalance?.(belief.hosts, host, classes) ?? SCORE_MAX)
  }
  return least
}
