/** What is to be told by each signal, which carries one listener of ours however many wait on it. */
const toldBy = new WeakMap<AbortSignal, Set<() => void>>()

/**
 * Calls `told` once when the signal aborts; returns what takes that back. Hundreds of requests and waits hang on the
 * one signal of a plan, and adding and removing a listener for each is slow. Of a signal that has aborted nothing is
 * told.
 */
export function onAbort(signal: AbortSignal, told: () => void): () => void {
  let all = toldBy.get(signal)
  if (all === undefined) {
    const waiting = new Set<() => void>()
    all = waiting
    toldBy.set(signal, waiting)
    signal.addEventListener('abort', () => {
      for (const each of waiting) each()
      waiting.clear()
    })
  }
  const own = all
  own.add(told)
  return () => void own.delete(told)
}
