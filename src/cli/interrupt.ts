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

/** Lets signals and messages in: long synchronous work awaits this between slices. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
