import type { Calendar } from '../../src/model/calendar.ts'
import type { Curve, Game } from '../../src/model/scenario.ts'
import { calendarFactor } from './calendar.ts'

/**
 * Share of the peak over time, samples joined linearly.
 *
 * A looping curve has a period of samples × step: its last sample is joined to its first. A held one keeps its last
 * sample for ever.
 */
export class CurveReader {
  /** The scenario's own: hours of many years in each of many games are too much to have twice. */
  readonly #samples: Float64Array
  readonly #stepUs: number
  readonly #loops: boolean

  constructor(curve: Curve) {
    this.#samples = curve.samples
    this.#stepUs = curve.stepUs
    this.#loops = curve.after === 'loop'
  }

  /** In [0, 1], at a time since the curve's start (≥ 0). */
  at(sinceStartUs: number): number {
    const samples = this.#samples
    const last = samples.length - 1
    let step = Math.floor(sinceStartUs / this.#stepUs)
    const within = (sinceStartUs - step * this.#stepUs) / this.#stepUs
    // Not `%`, which is an order of magnitude slower on doubles.
    if (this.#loops) step -= Math.floor(step / samples.length) * samples.length
    else if (step >= last) return samples[last]
    const from = samples[step]
    const to = samples[step === last ? 0 : step + 1]
    return from + (to - from) * within
  }
}

/** Those who would play one game over the run: its curve times its peak and what its calendar makes of it. */
export class PlayerCurve {
  readonly #curve: CurveReader
  readonly #startUs: number
  readonly #stepUs: number
  readonly #peakPlayers: number
  readonly #calendar: Calendar | null

  constructor(game: Game) {
    this.#curve = new CurveReader(game.curve)
    this.#startUs = game.startUs
    this.#stepUs = game.curve.stepUs
    this.#peakPlayers = game.peakPlayers
    this.#calendar = game.calendar ?? null
  }

  /** Players online at an instant of the run, a whole number; 0 before the game starts. */
  at(nowUs: number): number {
    if (nowUs < this.#startUs) return 0
    const planned = this.#curve.at(nowUs - this.#startUs) * this.#peakPlayers
    return Math.round(this.#calendar === null ? planned : planned * calendarFactor(this.#calendar, nowUs))
  }

  /**
   * Most players online over [fromUs, toUs], read at every step of the curve and at both ends; 0 before the
   * game starts.
   */
  maxOver(fromUs: number, toUs: number): number {
    let most = this.at(toUs)
    for (let atUs = fromUs; atUs < toUs; atUs += this.#stepUs) most = Math.max(most, this.at(atUs))
    return most
  }
}
