import { US_PER_DAY, US_PER_HOUR, US_PER_MINUTE } from '../../base/units.ts'
import { Signal } from './signal.ts'
import { markOnce } from './timing.ts'

export type Follow = 'still' | 'play' | 'live'

/** Playback rates: simulated microseconds a second of wall time. */
export const RATES: readonly { readonly label: string; readonly usPerSecond: number }[] = [
  { label: '1 min/s', usPerSecond: US_PER_MINUTE },
  { label: '5 min/s', usPerSecond: 5 * US_PER_MINUTE },
  { label: '15 min/s', usPerSecond: 15 * US_PER_MINUTE },
  { label: '1 h/s', usPerSecond: US_PER_HOUR },
  { label: '6 h/s', usPerSecond: 6 * US_PER_HOUR },
  { label: '1 d/s', usPerSecond: US_PER_DAY },
  { label: '7 d/s', usPerSecond: 7 * US_PER_DAY },
]

/**
 * The simulated instant the view shows, apart from how far the run has come (`headUs`).
 * still: stands; play: moves through what is recorded at a rate; live: stays at the head of the run.
 */
export class Clock {
  readonly moved = new Signal()
  /** Follow, rate, head or duration changed. */
  readonly changed = new Signal()
  timeUs = 0
  follow: Follow = 'still'
  rateIndex = 2
  headUs = 0
  durationUs = 0
  /** Where time ends: the duration, or how far a run came that goes no further. */
  endUs = 0
  #animation = 0
  #lastMs = 0

  reset(durationUs: number): void {
    this.durationUs = durationUs
    this.endUs = durationUs
    this.headUs = 0
    this.timeUs = 0
    this.changed.emit()
  }

  /** The run has come so far. */
  advanceHead(headUs: number): void {
    if (headUs === this.headUs) return
    this.headUs = headUs
    if (this.follow === 'live') this.#show(headUs)
    this.changed.emit()
  }

  /** The run goes no further: done, cancelled or failed. There is no head left to follow. */
  finish(): void {
    this.endUs = this.headUs
    if (this.follow === 'live') this.follow = 'still'
    if (this.timeUs > this.endUs) this.#show(this.endUs)
    this.changed.emit()
  }

  /** Stands at an instant, which may still lie ahead of the run. */
  seek(timeUs: number): void {
    const rounded = Math.round(timeUs)
    if (this.follow === 'live') this.setFollow('still')
    this.#show(Math.min(Math.max(rounded, 0), this.endUs))
  }

  setFollow(follow: Follow): void {
    if (follow === 'play' && this.timeUs >= this.endUs) this.#show(0)
    this.follow = follow
    cancelAnimationFrame(this.#animation)
    if (follow === 'live') this.#show(this.headUs)
    if (follow === 'play') {
      this.#lastMs = performance.now()
      this.#animation = requestAnimationFrame(this.#tick)
    }
    this.changed.emit()
  }

  setRate(index: number): void {
    this.rateIndex = Math.min(Math.max(index, 0), RATES.length - 1)
    this.changed.emit()
  }

  #show(timeUs: number): void {
    if (timeUs === this.timeUs) return
    this.timeUs = timeUs
    this.moved.emit()
  }

  readonly #tick = (nowMs: number): void => {
    if (this.follow !== 'play') return
    const spentMs = Math.min(100, Math.max(0, nowMs - this.#lastMs))
    this.#lastMs = nowMs
    const next = this.timeUs + Math.round((spentMs * RATES[this.rateIndex].usPerSecond) / 1000)
    // Waits for the run where playback has caught up with it.
    const before = this.timeUs
    this.#show(Math.min(next, Math.max(this.headUs, this.timeUs)))
    if (this.timeUs > before) markOnce('replaying')
    if (this.timeUs >= this.endUs) this.setFollow('still')
    else this.#animation = requestAnimationFrame(this.#tick)
  }
}
