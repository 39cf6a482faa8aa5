/** Lets one through at a time, in the order of asking: the steps of two allocations never mix. */
export class Lock {
  #last: Promise<unknown> = Promise.resolve()

  /** Runs `act` once all before it have ended, however they ended. */
  run<T>(act: () => Promise<T>): Promise<T> {
    const result = this.#last.then(act, act)
    this.#last = result.catch(() => undefined)
    return result
  }
}
