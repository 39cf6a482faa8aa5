/** What the simulating thread and the thread that writes the logs share and say to each other. */

/** Bytes of one slot of the ring: large enough that handing one over costs nothing a line. */
export const SLOT_BYTES = 1 << 20
/** Slots of the ring; the simulation waits for the disk when all are full, so memory stays bounded. */
export const SLOT_COUNT = 16

/** Cell: slots written so far, wrapping; who waits for a free slot waits for it to change. */
export const CELL_WRITTEN = 0
/** Cell: 1 once writing failed; what follows is dropped. */
export const CELL_FAILED = 1
/** First of SLOT_COUNT cells: 1 while a slot is being filled, handed over or written, 0 while it is free. */
export const CELL_TAKEN = 2
export const CELL_COUNT = CELL_TAKEN + SLOT_COUNT

export interface LogWriterSetup {
  /** Path of each log, or null for one that is hashed but not kept. */
  readonly paths: readonly (string | null)[]
  /** Int32 cells, see above. */
  readonly cells: SharedArrayBuffer
  /** SLOT_COUNT slots of SLOT_BYTES, of bytes. */
  readonly ring: SharedArrayBuffer
}

export type ToLogWriter =
  /** log: index into `paths`; slot: its first `length` bytes are next in that log. */
  | { readonly kind: 'chunk'; readonly log: number; readonly slot: number; readonly length: number }
  | { readonly kind: 'close' }

export type FromLogWriter =
  /** sha256 of each log in hex. */
  | { readonly kind: 'closed'; readonly digests: readonly string[] }
  | { readonly kind: 'failed'; readonly message: string }
