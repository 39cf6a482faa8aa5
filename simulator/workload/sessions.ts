import { US_PER_SECOND } from '../../src/base/units.ts'

/**
 * Logins a second in a zone that had `before` players elapsedUs ago and has `after` now: as many as there are more, and
 * one for each session that ended meanwhile, which at a mean of sessionUs (null: none ends) before × elapsed / session
 * did. In less than no time, players are taken to have come long ago.
 */
export function loginsPerSecond(before: number, after: number, elapsedUs: number, sessionUs: number | null): number {
  if (elapsedUs <= 0) return sessionUs === null ? 0 : (after * US_PER_SECOND) / sessionUs
  const ended = sessionUs === null ? 0 : (before * elapsedUs) / sessionUs
  return (Math.max(0, after - before + ended) * US_PER_SECOND) / elapsedUs
}

/**
 * Of players on a pod that drains so long, how many are there still: sessions are of one length, so those under way end
 * evenly over it. Where none ends (null), all.
 */
export function playersLeft(players: number, drainUs: number, sessionUs: number | null): number {
  if (sessionUs === null) return players
  return Math.ceil(players * Math.max(0, 1 - drainUs / sessionUs))
}
