/** Longer than between the two clicks of most people's double clicks, or two letters of a key held down. */
const APART_MS = 500

/** Lets only the first of presses through that are meant as one, where a button turns into its contrary under them. */
export class PressGate {
  #lastMs = Number.NEGATIVE_INFINITY

  /** nowMs: of any clock that goes on; clicks: how many the browser counts as one, 0 for a press of a key. */
  takes(nowMs: number, clicks: number): boolean {
    const isApart = nowMs - this.#lastMs >= APART_MS
    this.#lastMs = nowMs
    return isApart && clicks <= 1
  }
}
