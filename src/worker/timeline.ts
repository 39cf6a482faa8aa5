import type { Event } from '../model/event.ts'
import type { Fleet } from '../model/fleet.ts'
import { type FleetTables, fleetTables } from '../model/fleet-columns.ts'
import type { Decision } from '../model/holding.ts'
import { paintFrame } from './frame.ts'
import { type GameReadings, GameSamples } from './game-samples.ts'
import { upperBound } from './growing.ts'
import { HoldingState, type Keyframe } from './holding-state.ts'
import { LoadSamples, type PodReadings } from './load-samples.ts'
import type { Frame } from './protocol.ts'
import { KIND, Records } from './records.ts'

/** More keyframes than this are thinned to half, and their spacing doubles. */
export const KEYFRAMES_MAX = 256
const SPACING_FIRST = 1024

/**
 * The recording of a run that can be seeked. A seek restores the keyframe before the instant and applies at most one
 * spacing of records, then paints: linear in pods seen and in Cpus held, not in the length of the run.
 *
 * Memory: `Records` (26 bytes a record and its words), and at most KEYFRAMES_MAX keyframes of 8 bytes a pod then
 * live: 256 × 8 × 20,000 pods = 41 MB for the largest bundled run, 1 MB for a fleet of 500 pods; and `LoadSamples`
 * and `GameSamples`, at most LOAD_BYTES_MAX and GAME_BYTES_MAX.
 */
export class Timeline {
  readonly tables: FleetTables
  readonly records: Records
  readonly loads: LoadSamples
  readonly games: GameSamples
  readonly #head: HoldingState
  readonly #cursor: HoldingState
  readonly #keyframesMax: number
  #keyframes: Keyframe[] = []
  #spacing: number

  /** Decisions on the fleet, and `gameCount` games that share it. */
  constructor(fleet: Fleet, gameCount: number, { spacing = SPACING_FIRST, keyframesMax = KEYFRAMES_MAX } = {}) {
    this.#spacing = spacing
    this.#keyframesMax = keyframesMax
    this.tables = fleetTables(fleet)
    this.records = new Records(fleet, this.tables.cpuStart)
    this.loads = new LoadSamples(this.records.pods)
    this.games = new GameSamples(gameCount)
    this.#head = new HoldingState(this.records)
    this.#cursor = new HoldingState(this.records)
    this.#keyframes.push(this.#head.keyframe())
  }

  /** Events and decisions come in the order of the log. */
  event(event: Event): void {
    this.records.event(event)
    this.#advance()
  }

  decision(decision: Decision): void {
    this.records.decision(decision)
    this.#advance()
  }

  /** The load of every pod and the figures of every game, at a sample of the run. */
  sample(atUs: number, readings: PodReadings, games: readonly GameReadings[]): void {
    this.loads.add(atUs, readings)
    this.games.add(atUs, games)
  }

  get keyframeCount(): number {
    return this.#keyframes.length
  }

  /** The fleet after every record with atUs <= timeUs. */
  frameAt(timeUs: number): Frame {
    const state = this.stateAt(timeUs)
    const frame = paintFrame(this.records, this.tables, state, timeUs)
    this.loads.fill(timeUs, frame.pods, this.records.pods.texts.length, frame.loadPercent)
    return frame
  }

  /** Valid until the next call. */
  stateAt(timeUs: number): HoldingState {
    const { atUs, length } = this.records
    const position = upperBound(atUs.values, length, timeUs)
    const keyframe = this.#keyframes[this.#keyframeBefore(position)]
    if (this.#cursor.position > position || this.#cursor.position < keyframe.position) this.#cursor.restore(keyframe)
    this.#cursor.forward(position)
    return this.#cursor
  }

  /** Time of the nearest decision strictly after (1) or before (-1) timeUs, null when there is none. */
  decisionBeside(timeUs: number, direction: 1 | -1): number | null {
    const { atUs, kind, length } = this.records
    let r = upperBound(atUs.values, length, timeUs)
    if (direction === -1) r--
    for (; r >= 0 && r < length; r += direction) {
      if (kind.values[r] >= KIND.place && atUs.values[r] !== timeUs) return atUs.values[r]
    }
    return null
  }

  #advance(): void {
    if (this.records.length - this.#head.position < this.#spacing) return
    this.#head.forward(this.records.length)
    this.#keyframes.push(this.#head.keyframe())
    if (this.#keyframes.length <= this.#keyframesMax) return
    this.#keyframes = this.#keyframes.filter((_, i) => i % 2 === 0)
    this.#spacing *= 2
  }

  #keyframeBefore(position: number): number {
    let low = 0
    let high = this.#keyframes.length - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if (this.#keyframes[middle].position <= position) low = middle
      else high = middle - 1
    }
    return low
  }
}
