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
  readonly #sums = { ...NONE }

  /** From this instant on, players are so many, none of them served until they are added to what it returns. */
  restart(nowUs: number, players: number): Service {
    const now = this.#now
    addArea(this.#sums, now, nowUs - this.#atUs)
    this.#atUs = nowUs
    now.players = players
    now.playersServed = 0
    now.playersRefused = 0
    now.playersDegraded = 0
    return now
  }

  /** Areas from 0 to an instant that is not before the last change. */
  until(nowUs: number): PlayerSums {
    const sums = { ...this.#sums }
    addArea(sums, this.#now, nowUs - this.#atUs)
    return sums
  }
}

function addArea(sums: typeof NONE, now: PlayerSums, elapsedUs: number): void {
  sums.players += now.players * elapsedUs
  sums.playersServed += now.playersServed * elapsedUs
  sums.playersRefused += now.playersRefused * elapsedUs
  sums.playersDegraded += now.playersDegraded * elapsedUs
}
