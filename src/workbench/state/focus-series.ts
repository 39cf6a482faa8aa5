import type { SeriesName } from '../../model/run.ts'
import { GAME_SERIES } from '../../worker/codes.ts'
import type { GameChunk } from '../../worker/protocol.ts'
import { Signal } from './signal.ts'

const COLUMNS = ['atUs', ...GAME_SERIES] as const
const NONE = new Float64Array(0)

/**
 * The page's copy of one game's samples: fetched when the game comes into focus, and what is new as the run advances.
 * Their instants are their own: a long run with many games keeps fewer of them than of the run's series.
 */
export class FocusSeries {
  /** Samples came, or another game's are shown. */
  readonly changed = new Signal()
  /** Number of the game shown, -1 for none. */
  game = -1
  readonly #ask: (game: number, have: number, stride: number) => Promise<GameChunk | null>
  #columns = new Map<SeriesName, Float64Array>()
  #count = 0
  #stride = 1
  /** Counts changes of game or run: an answer to an older question is dropped. */
  #turn = 0
  #isAsked = false
  #isStale = false

  constructor(ask: (game: number, have: number, stride: number) => Promise<GameChunk | null>) {
    this.#ask = ask
  }

  /** Shows a game of the run just opened or shown, from nothing. */
  show(game: number): void {
    this.#turn++
    this.game = game
    this.#columns = new Map()
    this.#count = 0
    this.#stride = 1
    this.changed.emit()
    this.refresh()
  }

  /** The run has come further. One question is under way at most. */
  refresh(): void {
    if (this.game < 0) return
    if (this.#isAsked) this.#isStale = true
    else void this.#fetch()
  }

  /** A view of the samples so far, empty for a series that is not recorded by game. */
  column(name: SeriesName): Float64Array {
    const column = this.#columns.get(name)
    return column === undefined ? NONE : column.subarray(0, this.#count)
  }

  async #fetch(): Promise<void> {
    this.#isAsked = true
    this.#isStale = false
    const turn = this.#turn
    try {
      const chunk = await this.#ask(this.game, this.#count, this.#stride)
      if (chunk !== null && turn === this.#turn) this.#take(chunk)
    } finally {
      this.#isAsked = false
    }
    if (this.#isStale && this.game >= 0) void this.#fetch()
  }

  #take(chunk: GameChunk): void {
    const count = chunk.from + chunk.atUs.length
    if (count === this.#count && chunk.stride === this.#stride) return
    for (const name of COLUMNS) {
      const before = this.#columns.get(name) ?? NONE
      let column = before
      if (column.length < count) {
        column = new Float64Array(Math.max(count, 2 * before.length))
        column.set(before.subarray(0, chunk.from))
        this.#columns.set(name, column)
      }
      column.set(chunk[name], chunk.from)
    }
    this.#count = count
    this.#stride = chunk.stride
    this.changed.emit()
  }
}
