/** Set once the user pressed Ctrl-C (SIGINT) or the process was asked to end (SIGTERM). */
export interface Interrupt {
  readonly raised: boolean
}

/**
 * Watches for an interrupt so that long work can stop between two slices. The second one ends the process at once,
 * for the handlers are gone by then.
 */
export function watchInterrupt(): Interrupt {
  const interrupt = { raised: false }
  const raise = (): void => {
    interrupt.raised = true
    process.removeListener('SIGINT', raise)
    process.removeListener('SIGTERM', raise)
  }
  process.on('SIGINT', raise)
  process.on('SIGTERM', raise)
  return interrupt
}

/**
 * A signal for work that waits: aborted by the first Ctrl-C or SIGTERM; the second ends the process at once. `end`
 * gives both back to Node.
 */
export function watchAbort(): { readonly signal: AbortSignal; end(): void } {
  const stopped = new AbortController()
  const end = (): void => {
    process.removeListener('SIGINT', raise)
    process.removeListener('SIGTERM', raise)
  }
  const raise = (): void => {
    stopped.abort()
    end()
  }
  process.on('SIGINT', raise)
  process.on('SIGTERM', raise)
  return { signal: stopped.signal, end }
}

/** Lets signals and messages in: long synchronous work awaits this between slices. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
