/**
 * What `ask` resolves to; its signal aborts with `late` after `ms`, or when the caller's does.
 * A timer of its own: Node 20 forgets an AbortSignal.timeout that only AbortSignal.any knows, and nobody gives up.
 */
export async function inTime<T>(
  ms: number,
  late: Error,
  ask: (signal: AbortSignal) => Promise<T>,
  caller?: AbortSignal,
): Promise<T> {
  const over = new AbortController()
  const timer = setTimeout(() => over.abort(late), ms)
  try {
    return await ask(caller === undefined ? over.signal : AbortSignal.any([caller, over.signal]))
  } finally {
    clearTimeout(timer)
  }
}
