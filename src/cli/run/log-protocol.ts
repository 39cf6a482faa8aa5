/** What the simulating thread and the thread that writes the logs say to each other. */

export interface LogWriterSetup {
  /** Path of each log, or null for one that is hashed but not kept. */
  readonly paths: readonly (string | null)[]
  /** Int32 cells shared by both threads, see the constants below. */
  readonly cells: SharedArrayBuffer
}

/** Cell: chunks handed over and not yet written. */
export const CELL_BACKLOG = 0
/** Cell: 1 once writing failed; what follows is dropped. */
export const CELL_FAILED = 1

export type ToLogWriter =
  /** log: index into `paths`; text: ASCII, whole lines. */
  { readonly kind: 'chunk'; readonly log: number; readonly text: string } | { readonly kind: 'close' }

export type FromLogWriter =
  /** sha256 of each log in hex. */
  | { readonly kind: 'closed'; readonly digests: readonly string[] }
  | { readonly kind: 'failed'; readonly message: string }
