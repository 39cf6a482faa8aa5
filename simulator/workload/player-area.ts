import type { Service } from './zone-service.ts'

/** Players, or areas under them in player-microseconds: all of them, those served, refused and degraded. */
export interface PlayerSums extends Readonly<Service> {
  readonly players: number
}

const NONE = { players: 0, playersServed: 0, playersRefused: 0, playersDegraded: 0 }

/**
 * Areas under a game's players, exact between the instants at which anything changed: a shard that is away for eight
 * seconds counts for eight seconds, however seldom the series are sampled.
 */
export class PlayerArea {
  #atUs = 0
  readonly #now = { ...NONE }
  #sums: PlayerSums = NONE

  /** From this instant on, players are so many, none of them served until they are added to what it returns. */
  restart(nowUs: number, players: number): Service {
    this.#sums = this.until(nowUs)
    this.#atUs = nowUs
    const now = this.#now
    now.players = players
    now.playersServed = 0
    now.playersRefused = 0
    now.playersDegraded = 0
    return now
  }

  /** Areas from 0 to an instant that is not before the last change. */
  until(nowUs: number): PlayerSums {
    const elapsedUs = nowUs - this.#atUs
    const sums = this.#sums
    const now = this.#now
    return {
      players: sums.players + now.players * elapsedUs,
      playersServed: sums.playersServed + now.playersServed * elapsedUs,
      playersRefused: sums.playersRefused + now.playersRefused * elapsedUs,
      playersDegraded: sums.playersDegraded + now.playersDegraded * elapsedUs,
    }
  }
}
