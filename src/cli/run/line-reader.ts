import { closeSync, openSync, readSync } from 'node:fs'

const CHUNK_BYTES = 1 << 20
/** A longer line is no log line; without a limit a file of one line would fill memory. */
const LINE_BYTES_MAX = 16 << 20

/** Reads a file of ASCII lines piece by piece, however long it is. */
export class LineReader {
  /** Number of the line that next() returned last, from 1. */
  line = 0
  /** True once the file ended within a line, or a line was longer than any log line is. */
  truncated = false
  readonly #file: number
  readonly #onBytes: (bytes: Uint8Array) => void
  #buffer = Buffer.allocUnsafe(CHUNK_BYTES)
  #from = 0
  #to = 0
  #ended = false

  /** path: must exist and be readable; onBytes: sees every byte read, for hashing. */
  constructor(path: string, onBytes: (bytes: Uint8Array) => void = () => {}) {
    this.#file = openSync(path, 'r')
    this.#onBytes = onBytes
  }

  /** The next whole line without its newline, or null at the end. */
  next(): string | null {
    for (let searched = this.#from; ; ) {
      const end = this.#buffer.subarray(0, this.#to).indexOf(10, searched)
      if (end >= 0) {
        const text = this.#buffer.toString('latin1', this.#from, end)
        this.#from = end + 1
        this.line++
        return text
      }
      const kept = this.#to - this.#from
      if (kept > LINE_BYTES_MAX) this.#ended = true
      if (this.#ended || !this.#fill()) {
        if (kept > 0) this.truncated = true
        return null
      }
      searched = this.#from + kept
    }
  }

  /** Reads the rest of the file for who sees its bytes; there is no line after. */
  drain(): void {
    do this.#from = this.#to
    while (!this.#ended && this.#fill())
  }

  /** Closes the file. */
  close(): void {
    closeSync(this.#file)
  }

  #fill(): boolean {
    const kept = this.#to - this.#from
    if (this.#from > 0) this.#buffer.copyWithin(0, this.#from, this.#to)
    if (this.#buffer.length - kept < CHUNK_BYTES) {
      const larger = Buffer.allocUnsafe(this.#buffer.length * 2)
      this.#buffer.copy(larger, 0, 0, kept)
      this.#buffer = larger
    }
    this.#from = 0
    this.#to = kept
    const count = readSync(this.#file, this.#buffer, kept, CHUNK_BYTES, null)
    if (count === 0) {
      this.#ended = true
      return false
    }
    this.#onBytes(this.#buffer.subarray(kept, kept + count))
    this.#to += count
    return true
  }
}
