/**
 * Throws when an invariant of the program itself is broken. Always on, in production too; never for bad input or
 * refusals.
 *
 * message  what holds otherwise; a function where putting it together for each check would cost time
 */
export function assert(condition: boolean, message: string | (() => string)): asserts condition {
  if (!condition) throw new Error(`assertion failed: ${typeof message === 'string' ? message : message()}`)
}

/** Marks a branch that types say cannot be reached. */
export function unreachable(value: never): never {
  throw new Error(`assertion failed: unreachable value ${String(value)}`)
}
