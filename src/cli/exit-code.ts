/** Exit codes of every command. */
export const EXIT = {
  /** Yes, or the same. */
  yes: 0,
  /** No, differs, or a law is broken. */
  no: 1,
  /** Usage or bad input. */
  badInput: 2,
  infeasible: 3,
  denied: 4,
  /** Conflict or stale. */
  conflict: 5,
  unreachable: 6,
  /** A broken invariant of the program itself: EX_SOFTWARE of sysexits.h, so that it is never read as an answer. */
  internal: 70,
  /** 128 + SIGINT. */
  interrupted: 130,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]
