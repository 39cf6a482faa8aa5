import { Signal } from './signal.ts'

/** The instant under the pointer in any of the time charts, shared by all of them; null when there is none. */
class Hover {
  readonly changed = new Signal()
  timeUs: number | null = null

  set(timeUs: number | null): void {
    if (timeUs === this.timeUs) return
    this.timeUs = timeUs
    this.changed.emit()
  }
}

export const hover = new Hover()
