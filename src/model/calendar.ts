import type { DurationRange } from './scenario.ts'

/** What is planned beside a game's curve. Times from the scenario's start, lists by time, then name. */
export interface Calendar {
  readonly events: readonly PlayerEvent[]
  readonly seasons: readonly Season[]
  readonly patches: readonly Patch[]
}

/** When something of a calendar begins, and when it does so again. */
export interface Recurring {
  readonly name: string
  readonly atUs: number
  /** Null: once. */
  readonly everyUs: number | null
}

/** A holiday, a weekend of double drops: players times the factor while it lasts, rising and falling over the ramp. */
export interface PlayerEvent extends Recurring {
  readonly lastsUs: number
  readonly rampUs: number
  readonly factor: number
}

/** New content: players times the factor at once, then ever more slowly down to times 1 when it is declineUs old. */
export interface Season extends Recurring {
  readonly factor: number
  readonly declineUs: number
}

/**
 * A new version that every pod of the game restarts for, one zone after another over overUs, where it is and with what
 * it holds. Some players leave before it, all are out when their zone restarts, and how they come back is `Reconnect`.
 */
export interface Patch extends Recurring {
  readonly overUs: number
  /** From a pod's restart until it answers. */
  readonly restartUs: DurationRange
  /** How long after its restart a zone lets nobody in. */
  readonly closedUs: number
  readonly reconnect: Reconnect
}

/**
 * Share of a zone's players that are away, t after its restart or, once it is closed for a while, after it opens:
 *
 *   earlyPermille × (1 + t / noticeUs)                                       from -noticeUs to 0
 *   promptPermille × (1 - t / promptUs) + the others × (1 - t / restUs)²     from 0, each part until it is 0
 */
export interface Reconnect extends Returning {
  readonly noticeUs: number
  readonly earlyPermille: number
}

/** How players come back who can: the last line above. */
export interface Returning {
  readonly promptPermille: number
  readonly promptUs: number
  readonly restUs: number
}

const MINUTE_US = 60_000_000

/** Zones that restart one after another: from the same fit as `RECONNECT`. */
export const PATCH_OVER_US = 9 * MINUTE_US

/**
 * Fitted to four weekly restarts of Old School RuneScape in November 2020, players online every five minutes
 * (ys-lin14/osrs-player-count-scraper), as shares of the same hours of days without one. Root mean square of what is
 * left: 2.3 % of the players of those four, 3.1 and 2.7 % of two ordinary ones in December that it was not fitted to.
 * `tests/scenario/osrs-restarts.test.ts` says how others come out.
 */
export const RECONNECT: Reconnect = {
  noticeUs: 20 * MINUTE_US,
  earlyPermille: 140,
  promptPermille: 500,
  promptUs: 8 * MINUTE_US,
  restUs: 105 * MINUTE_US,
}
