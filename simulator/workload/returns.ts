import type { Returning } from '../../src/model/calendar.ts'
import { type EventQueue, Phase } from '../event-queue.ts'
import type { OpenZone, Wave } from './open-zone.ts'
import { stillAway } from './reconnect.ts'
import type { ZoneService } from './zone-service.ts'

/** Readings of a wave in each of its two parts: enough to see how steep it is. */
const READINGS = 8

/** How the players of one game come back whom losses cut off. */
export class Returns {
  readonly #returning: Returning
  readonly #queue: EventQueue
  readonly #game: number

  /** game: its number in the run. */
  constructor(returning: Returning, queue: EventQueue, game: number) {
    this.#returning = returning
    this.#queue = queue
    this.#game = game
  }

  /** Notes how many players losses keep away now; as many as could be back begin to log in. True if there are any. */
  note(nowUs: number, zones: readonly OpenZone[], service: ZoneService): boolean {
    let isBegun = false
    for (const zone of zones) isBegun = this.#noteOf(nowUs, zone, service.lostShare(zone.groups)) || isBegun
    return isBegun
  }

  #noteOf(nowUs: number, zone: OpenZone, lostShare: number): boolean {
    const players = Math.floor(zone.players * (zone.lostShare - lostShare))
    zone.lostShare = lostShare
    zone.waves = zone.waves.filter((wave) => nowUs < endOf(wave))
    if (players <= 0) return false
    const wave = { fromUs: nowUs, players, returning: this.#returning }
    zone.waves.push(wave)
    for (const instant of instantsOf(wave)) this.#queue.push(instant, Phase.reconnect, this.#game, 0)
    return true
  }
}

/** Players of a zone who could be back and have not logged in yet. */
export function returningOf(nowUs: number, { waves }: Pick<OpenZone, 'waves'>): number {
  let players = 0
  for (const wave of waves) players += Math.ceil(wave.players * stillAway(wave.returning, nowUs - wave.fromUs))
  return players
}

function endOf({ fromUs, returning: { promptUs, restUs } }: Wave): number {
  return fromUs + Math.max(promptUs, restUs)
}

/** When it is read, each instant once: evenly over those who come promptly, then over the rest. */
function instantsOf({ fromUs, returning: { promptUs, restUs } }: Wave): readonly number[] {
  const instants = new Set<number>()
  for (const spanUs of [promptUs, restUs]) {
    for (let i = 1; i <= READINGS; i++) instants.add(fromUs + Math.max(1, Math.floor((spanUs * i) / READINGS)))
  }
  return [...instants]
}
