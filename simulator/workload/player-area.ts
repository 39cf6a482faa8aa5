import type { Service } from './zone-service.ts'

/** Players, or areas under them in player-microseconds: all of them, those served, refused and degraded. */
export interface PlayerSums extends Readonly<Service> {
  readonly players: number
}

const NONE: PlayerSums = { players: 0, playersServed: 0, playersRefused: 0, playersDegraded: 0 }

/** The same, as whoever notices a change may write it. */
export type PlayersNow = { -readonly [Name in keyof PlayerSums]: number }

/**
 * Areas under a game's players, exact between the instants at which anything changed: a shard that is away for eight
 * seconds counts for eight seconds, however seldom the series are sampled.
 */
export class PlayerArea {
  #atUs = 0
  readonly #now: PlayersNow = { ...NONE }
  readonly #sums: PlayersNow = { ...NONE }

  /** How many players there were until an instant, which is none before the last: to be written over from there on. */
  at(nowUs: number): PlayersNow {
    const now = this.#now
    addArea(this.#sums, now, nowUs - this.#atUs)
    this.#atUs = nowUs
    return now
  }

  /** Areas from 0 to an instant that is not before the last change. */
  until(nowUs: number): PlayerSums {
    const sums = { ...this.#sums }
    addArea(sums, this.#now, nowUs - this.#atUs)
    return sums
  }
}

function addArea(sums: PlayersNow, now: PlayerSums, elapsedUs: number): void {
  sums.players += now.players * elapsedUs
  sums.playersServed += now.playersServed * elapsedUs
  sums.playersRefused += now.playersRefused * elapsedUs
  sums.playersDegraded += now.playersDegraded * elapsedUs
}
