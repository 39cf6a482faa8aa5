import { createHash, type Hash } from 'node:crypto'
import { join } from 'node:path'
import type { Fault } from '../../base/result.ts'
import { LineReader } from './line-reader.ts'
import type { RunHead } from './read-run.ts'
import { RUN_FILES } from './run-directory.ts'

/** Reads a log of a recorded run line by line, and says at the end whether it is the one that the run wrote. */
export class HashedLines extends LineReader {
  readonly #hash: Hash
  readonly #name: string
  readonly #recorded: string

  /** directory: of the run, its log there and readable; head: what its manifest says. */
  constructor(directory: string, log: 'events' | 'decisions', head: RunHead) {
    const hash = createHash('sha256')
    super(join(directory, RUN_FILES[log]), (bytes) => hash.update(bytes))
    this.#hash = hash
    this.#name = RUN_FILES[log]
    this.#recorded = log === 'events' ? head.eventDigest : head.decisionDigest
  }

  /** Reads what is left of the file, however much was wanted of it; nothing more is read after. */
  faults(): readonly Fault[] {
    this.drain()
    const found = this.#hash.digest('hex')
    if (found === this.#recorded) return []
    return [{ path: `${this.#name}: sha256`, found, expected: `${this.#recorded}, as manifest.json says` }]
  }
}
