/** Codes of google.rpc.Status that are used here. */
export const STATUS = {
  unknown: 2,
  invalidArgument: 3,
  deadlineExceeded: 4,
  unimplemented: 12,
  unavailable: 14,
} as const

/** A call was answered with a no, or with nothing. */
export class StatusError extends Error {
  readonly code: number

  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}
