import { GAME_SERIES } from './codes.ts'
import type { GameChunk, GameSeriesName } from './protocol.ts'

/** One game at a sample of the run. */
export type GameReadings = Readonly<Record<GameSeriesName, number>>

/** The columns stay below this; when they would not, every other sample is dropped and from then on skipped. */
export const GAME_BYTES_MAX = 64 * 1024 * 1024
const BYTES_PER_READING = 4
const ROWS_FIRST = 256

type Column = Int32Array | Float32Array

/** Shared Cpus come in thousandths; seven digits are more than a chart shows. All else is counted in whole numbers. */
function columnOf(name: GameSeriesName, length: number): Column {
  return name === 'cpusRequested' ? new Float32Array(length) : new Int32Array(length)
}

/**
 * The figures of every game at the samples of the run, or at as many of them as fit: a sample takes 24 bytes a game,
 * in columns that double up to GAME_BYTES_MAX. 200 games sampled every six hours of a year take 7 MB.
 */
export class GameSamples {
  readonly #gameCount: number
  readonly #rowsMax: number
  /** Row after row, each of one figure of all games. */
  readonly #columns: Record<GameSeriesName, Column>
  #atUs: Float64Array
  #rows = 0
  /** One in so many of the run's samples is kept; a power of two. */
  #stride = 1
  #seen = 0

  constructor(gameCount: number, bytesMax: number = GAME_BYTES_MAX) {
    this.#gameCount = gameCount
    const rowBytes = Math.max(1, gameCount) * GAME_SERIES.length * BYTES_PER_READING
    this.#rowsMax = Math.max(2, 2 * Math.floor(bytesMax / rowBytes / 2))
    const rows = Math.min(ROWS_FIRST, this.#rowsMax)
    const columns = GAME_SERIES.map((name) => [name, columnOf(name, rows * gameCount)])
    this.#columns = Object.fromEntries(columns) as Record<GameSeriesName, Column>
    this.#atUs = new Float64Array(rows)
  }

  /** The games of a sample, in the order of the scenario. */
  add(atUs: number, games: readonly GameReadings[]): void {
    if (this.#seen++ % this.#stride !== 0) return
    if (this.#rows === this.#atUs.length) {
      if (this.#rows < this.#rowsMax) this.#grow()
      else this.#thin()
      // Thinning doubled the stride; the rows kept are even in number, so this sample is one of those still wanted.
    }
    const row = this.#rows++
    this.#atUs[row] = atUs
    for (const name of GAME_SERIES) {
      const column = this.#columns[name]
      for (let g = 0; g < this.#gameCount; g++) column[row * this.#gameCount + g] = games[g][name]
    }
  }

  /**
   * The samples of one game that a reader lacks which has `have` of them, kept one in `stride`. When others were kept
   * since, or the game is not among them, all there are from the first.
   */
  read(game: number, have: number, stride: number): GameChunk {
    const from = stride === this.#stride ? Math.min(have, this.#rows) : 0
    const isKnown = game >= 0 && game < this.#gameCount
    const rows = isKnown ? this.#rows : from
    const column = (name: GameSeriesName): Float64Array =>
      Float64Array.from({ length: rows - from }, (_, i) => this.#columns[name][(from + i) * this.#gameCount + game])
    const columns = Object.fromEntries(GAME_SERIES.map((name) => [name, column(name)]))
    return { game, from, stride: this.#stride, atUs: this.#atUs.slice(from, rows), ...columns } as GameChunk
  }

  #grow(): void {
    const rows = Math.min(this.#atUs.length * 2, this.#rowsMax)
    const atUs = new Float64Array(rows)
    atUs.set(this.#atUs)
    this.#atUs = atUs
    for (const name of GAME_SERIES) {
      const grown = columnOf(name, rows * this.#gameCount)
      grown.set(this.#columns[name])
      this.#columns[name] = grown
    }
  }

  /** Keeps every other row, in place. */
  #thin(): void {
    const width = this.#gameCount
    this.#rows /= 2
    for (let row = 1; row < this.#rows; row++) {
      this.#atUs[row] = this.#atUs[2 * row]
      for (const name of GAME_SERIES) {
        this.#columns[name].copyWithin(row * width, 2 * row * width, (2 * row + 1) * width)
      }
    }
    this.#stride *= 2
  }
}
