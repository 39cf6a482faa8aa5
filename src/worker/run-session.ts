import { US_PER_HOUR } from '../base/units.ts'
import { PolicyFault } from '../engine/policy/guard.ts'
import type { PluginFault, PluginShare } from '../model/policy-report.ts'
import type { RunCounts, SeriesName } from '../model/run.ts'
import type { DecisionDigest } from './decision-digest.ts'
import type { RunProgress, RunState, SeriesChunk } from './protocol.ts'
import type { Timeline } from './timeline.ts'

/** A slice of simulation between two looks at the message queue: short enough that cancel acts within 50 ms. */
const SLICE_MS = 12
const REPORT_MS = 60

/** What a session needs of a simulation. */
export interface Advancing {
  readonly nowUs: number
  readonly done: boolean
  advance(instantsMax: number): void
  readonly series: {
    readonly length: number
    readonly names: readonly SeriesName[]
    column(name: SeriesName): Float64Array
  }
  readonly counts: RunCounts
}

/** Drives one simulation in slices, reporting as it goes. */
export class RunSession {
  readonly timeline: Timeline
  readonly #simulation: Advancing
  readonly #digest: DecisionDigest
  readonly #times: () => readonly PluginShare[]
  #state: RunState = 'running'
  #pace: number | null = null
  #elapsedMs = 0
  #samplesSent = 0
  #podsSent = 0
  #instantsPerSlice = 16
  /** Simulated time owed at the given pace, counted from where the pace was set. */
  #paceFromUs = 0
  #paceFromMs = 0
  #wake: (() => void) | null = null

  /** times: what plug-ins took so far. */
  constructor(
    simulation: Advancing,
    timeline: Timeline,
    digest: DecisionDigest,
    times: () => readonly PluginShare[] = () => [],
  ) {
    this.#simulation = simulation
    this.timeline = timeline
    this.#digest = digest
    this.#times = times
  }

  get headUs(): number {
    return this.#simulation.nowUs
  }

  setPace(hoursPerSecond: number | null): void {
    this.#pace = hoursPerSecond
    this.#paceFromUs = this.#simulation.nowUs
    this.#paceFromMs = performance.now()
    this.#resumeLoop()
  }

  pause(): void {
    if (this.#state === 'running') this.#state = 'paused'
  }

  resume(): void {
    if (this.#state !== 'paused') return
    this.#state = 'running'
    this.setPace(this.#pace)
  }

  cancel(): void {
    if (this.#state === 'running' || this.#state === 'paused') this.#state = 'cancelled'
    this.#resumeLoop()
  }

  /** Resolves when the run is done, cancelled or failed; the last report says which. */
  async run(report: (progress: RunProgress) => void): Promise<void> {
    let reportedMs = performance.now()
    let reported: RunState = 'running'
    try {
      while (this.#state === 'running' || this.#state === 'paused') {
        if (this.#state === 'running') this.#slice()
        const nowMs = performance.now()
        if (this.#state !== reported || nowMs - reportedMs >= REPORT_MS) {
          reportedMs = nowMs
          reported = this.#state
          if (this.#state === 'running' || this.#state === 'paused') report(this.#progress(null, null))
        }
        await this.#yield()
      }
      report(this.#progress(this.#state === 'done' ? this.#digest.finish() : null, null))
    } catch (error) {
      this.#state = 'failed'
      report(this.#progress(null, error))
    }
  }

  #slice(): void {
    const fromMs = performance.now()
    const untilUs =
      this.#pace === null
        ? Infinity
        : this.#paceFromUs + (fromMs - this.#paceFromMs) * this.#pace * (US_PER_HOUR / 1000)
    let nowMs = fromMs
    while (!this.#simulation.done && this.#simulation.nowUs < untilUs && nowMs - fromMs < SLICE_MS) {
      this.#simulation.advance(this.#pace === null ? this.#instantsPerSlice : 1)
      nowMs = performance.now()
      if (nowMs - fromMs < SLICE_MS / 4) this.#instantsPerSlice = Math.min(this.#instantsPerSlice * 2, 4096)
      else if (nowMs - fromMs > SLICE_MS * 1.5) this.#instantsPerSlice = Math.max(this.#instantsPerSlice >> 1, 1)
    }
    this.#elapsedMs += nowMs - fromMs
    if (this.#simulation.done) this.#state = 'done'
  }

  /** Lets messages in. Waits long when there is nothing to do: paused, or ahead of the pace asked for. */
  #yield(): Promise<void> {
    if (this.#state === 'running' && this.#pace === null) return nextMessageTurn()
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.#state === 'paused' ? 250 : 15)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  #resumeLoop(): void {
    this.#wake?.()
    this.#wake = null
  }

  /** failure: what ended the run, or null. */
  #progress(digest: string | null, failure: unknown): RunProgress {
    const { records } = this.timeline
    const names = records.pods.texts.slice(this.#podsSent)
    const games = Uint16Array.from(records.podGame.values.subarray(this.#podsSent, this.#podsSent + names.length))
    this.#podsSent += names.length
    return {
      state: this.#state,
      headUs: this.#simulation.nowUs,
      counts: { ...this.#simulation.counts },
      elapsedMs: this.#elapsedMs,
      digest,
      podNames: names,
      podGames: games,
      series: this.#newSamples(),
      error: failure === null ? null : failure instanceof Error ? failure.message : String(failure),
      pluginFault: failure instanceof PolicyFault ? factsOf(failure) : null,
      plugins: this.#times(),
    }
  }

  #newSamples(): SeriesChunk {
    const { series } = this.#simulation
    const from = this.#samplesSent
    this.#samplesSent = series.length
    const chunk = Object.fromEntries(series.names.map((name) => [name, series.column(name).slice(from)]))
    return chunk as unknown as SeriesChunk
  }
}

function factsOf({ plugin, host, what, pod }: PolicyFault): PluginFault {
  return { plugin, host, what, pod }
}

/**
 * A turn of the event loop in which waiting messages are delivered. In a browser a message to oneself, which unlike a
 * timer is not held back to 4 ms. Node, which would deliver a thousand of those before it looked at a timer, has
 * setImmediate.
 */
export function nextMessageTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === 'function') {
      setImmediate(resolve)
      return
    }
    TURN.port1.onmessage = () => resolve()
    TURN.port2.postMessage(null)
  })
}

const TURN = new MessageChannel()
