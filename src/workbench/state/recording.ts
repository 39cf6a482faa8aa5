import type { SeriesName } from '../../model/run.ts'
import type { Frame, RunOpened, RunProgress, SeriesChunk } from '../../worker/protocol.ts'
import { Signal } from './signal.ts'

/** The page's copy of what grows with a run: the series, the names of pods, and the frame last shown. */
export class Recording {
  readonly seriesGrew = new Signal()
  readonly frameChanged = new Signal()
  readonly opened = new Signal()
  run: RunOpened | null = null
  frame: Frame | null = null
  readonly podNames: string[] = []
  readonly podGames: number[] = []
  sampleCount = 0
  readonly #columns = new Map<SeriesName, Float64Array>()
  readonly #podNumbers = new Map<string, number>()
  readonly #hostNumbers = new Map<string, number>()
  /** Game number by name, in the order of the scenario. */
  readonly #gameNumbers = new Map<string, number>()

  /** Keeps nothing of the run before. */
  close(): void {
    this.run = null
    this.frame = null
    this.podNames.length = 0
    this.podGames.length = 0
    this.sampleCount = 0
    this.#podNumbers.clear()
    this.#hostNumbers.clear()
    this.#gameNumbers.clear()
    this.#columns.clear()
  }

  open(run: RunOpened): void {
    this.close()
    this.run = run
    run.fleet.hosts.forEach((host, h) => this.#hostNumbers.set(host.name, h))
    run.games.forEach((game, g) => this.#gameNumbers.set(game.name, g))
    this.opened.emit()
    this.seriesGrew.emit()
  }

  grow(progress: RunProgress): void {
    for (const name of progress.podNames) {
      this.#podNumbers.set(name, this.podNames.length)
      this.podNames.push(name)
      this.podGames.push(this.gameNumber(name.slice(0, name.indexOf('/'))))
    }
    this.#appendSamples(progress.series)
  }

  show(frame: Frame): void {
    this.frame = frame
    this.frameChanged.emit()
  }

  /** A view of the samples so far; empty of a series that the run does not record. */
  column(name: SeriesName): Float64Array {
    return (this.#columns.get(name) ?? new Float64Array(0)).subarray(0, this.sampleCount)
  }

  /** Numbers by name, -1 when unknown (for a pod: not yet seen). */
  podNumber(name: string): number {
    return this.#podNumbers.get(name) ?? -1
  }

  hostNumber(name: string): number {
    return this.#hostNumbers.get(name) ?? -1
  }

  gameNumber(name: string): number {
    return this.#gameNumbers.get(name) ?? -1
  }

  /** The host that holds a pod's Cpus in the frame shown, -1 for none. */
  hostOfPod(pod: number): number {
    if (this.frame === null || this.run === null || pod < 0) return -1
    const cell = this.frame.cpuOwner.indexOf(pod)
    if (cell < 0) return -1
    const { cpuStart } = this.run.columns
    let low = 0
    let high = cpuStart.length - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if (cpuStart[middle] <= cell) low = middle
      else high = middle - 1
    }
    return low
  }

  #appendSamples(chunk: SeriesChunk): void {
    const added = chunk.atUs.length
    if (added === 0) return
    for (const name of Object.keys(chunk) as SeriesName[]) {
      let column = this.#columns.get(name)
      if (column === undefined || column.length < this.sampleCount + added) {
        const grown = new Float64Array(Math.max((column?.length ?? 512) * 2, this.sampleCount + added))
        if (column !== undefined) grown.set(column.subarray(0, this.sampleCount))
        this.#columns.set(name, grown)
        column = grown
      }
      column.set(chunk[name] ?? [], this.sampleCount)
    }
    this.sampleCount += added
    this.seriesGrew.emit()
  }
}
