/** A list of listeners. Pictures are redrawn through these, not through React, which would render every frame. */
export class Signal {
  readonly #listeners = new Set<() => void>()

  /** Returns what unsubscribes. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  emit(): void {
    for (const listener of this.#listeners) listener()
  }
}
