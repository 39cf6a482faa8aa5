import type { Fault } from '../../base/result.ts'
import { openOutFile, unwritten } from '../out-file.ts'

/** Where the bytes of an export go, in order. */
export interface Sink {
  readonly write: (bytes: string | Uint8Array) => Promise<void>
  /** Puts the file in its place; `keep` false: there is none then. */
  readonly close: (keep: boolean) => void
}

/** Waits for each piece to be taken, or refused for good: a reader that has seen enough (`| head`) never drains it. */
const STDOUT: Sink = {
  write: (bytes) => new Promise((resolve) => process.stdout.write(bytes, () => resolve())),
  close: () => {},
}

/** A sink to a file, swapped in at the end, or to stdout; a fault where it cannot be. */
export function openSink(out: string | null): Sink | Fault {
  if (out === null) return STDOUT
  try {
    const file = openOutFile(out)
    return { write: async (bytes) => file.write(bytes), close: file.close }
  } catch (error) {
    return unwritten('--out', out, error)
  }
}
