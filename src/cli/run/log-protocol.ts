/** What the simulating thread and the thread that writes the logs say to each other. */

/** Bytes of one chunk: large enough that handing one over costs nothing a line. */
export const CHUNK_BYTES = 1 << 20
/** Chunks on their way to the disk; the simulation pauses while there are so many, so memory stays bounded. */
export const CHUNKS_MAX = 16

export interface LogWriterSetup {
  /** Path of each log, or null for one that is hashed but not kept. */
  readonly paths: readonly (string | null)[]
}

export type ToLogWriter =
  /** log: index into `paths`; buffer: CHUNK_BYTES, handed over, its first `length` bytes are next in that log. */
  | { readonly kind: 'chunk'; readonly log: number; readonly buffer: ArrayBuffer; readonly length: number }
  /** Asks for the sha256 of each log as far as it is. */
  | { readonly kind: 'digest' }
  | { readonly kind: 'close' }

export type FromLogWriter =
  /** A chunk was written or, after a failure, dropped; its buffer comes back. */
  | { readonly kind: 'written'; readonly buffer: ArrayBuffer }
  /** sha256 of each log in hex, as far as it is. */
  | { readonly kind: 'digests'; readonly digests: readonly string[] }
  /** The same of each whole log. */
  | { readonly kind: 'closed'; readonly digests: readonly string[] }
  | { readonly kind: 'failed'; readonly message: string }
