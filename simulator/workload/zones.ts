import { randomStream } from '../../src/base/random.ts'
import { US_PER_DAY } from '../../src/base/units.ts'

/**
 * How far the peak of the last days may fill the zones that stay when others close; the rest is room for a
 * better day.
 */
export const ZONE_REFILL_PERMILLE = 850

/** A window has closed after this long; the peak that keeps zones open is of one to two windows. */
export const ZONE_WINDOW_US = US_PER_DAY

/** Zones differ in how many players they draw: each draws a weight once, uniformly in 1000 ± this. */
const ZONE_WEIGHT_PERMILLE = 200

/**
 * How many zones a zoned game keeps open, at least one.
 *
 * They open when the open ones are full on average (players > zones × zonePlayers), as many as needed. They close, the
 * last ones first, only when the peak of the last one to two days would fill those that stay to at most
 * ZONE_REFILL_PERMILLE. So neither the daily cycle nor noise opens and closes zones; a declining game merges
 * its servers step by step.
 */
export function zonesWanted(open: number, players: number, recentPeak: number, zonePlayers: number): number {
  const needed = Math.ceil(players / zonePlayers)
  if (needed > open) return needed
  const kept = Math.ceil((recentPeak * 1000) / (zonePlayers * ZONE_REFILL_PERMILLE))
  return Math.max(1, Math.min(open, Math.max(needed, kept)))
}

/** Weight of one zone in thousandths, drawn from the zone's own stream. zone: `game/zone`. */
export function drawZoneWeight(seed: number, zone: string): number {
  return randomStream(seed, `zone-weight/${zone}`).between(1000 - ZONE_WEIGHT_PERMILLE, 1000 + ZONE_WEIGHT_PERMILLE)
}

/** Splits whole players over zones by weight into `expected` of each; the sum is exact. No zones: nothing to do. */
export function spreadPlayers(players: number, zones: readonly { readonly weight: number; expected: number }[]): void {
  let weightSum = 0
  for (const zone of zones) weightSum += zone.weight
  let weightBefore = 0
  let playersBefore = 0
  for (const zone of zones) {
    weightBefore += zone.weight
    const upTo = Math.floor((players * weightBefore) / weightSum)
    zone.expected = upTo - playersBefore
    playersBefore = upTo
  }
}

/** Highest number seen in the current and the previous window of ZONE_WINDOW_US; times never fall. */
export class RecentPeak {
  #windowEndUs: number
  #current = 0
  #previous: number

  /** nowUs: where the first window starts. before: the peak known of the time before it. */
  constructor(nowUs: number, before: number) {
    this.#windowEndUs = nowUs + ZONE_WINDOW_US
    this.#previous = before
  }

  /** Takes a reading in; returns the peak including it. */
  read(nowUs: number, value: number): number {
    while (nowUs >= this.#windowEndUs) {
      this.#previous = this.#current
      this.#current = 0
      this.#windowEndUs += ZONE_WINDOW_US
    }
    this.#current = Math.max(this.#current, value)
    return Math.max(this.#current, this.#previous)
  }
}
