import { Sha256 } from '../base/sha256.ts'
import type { Decision } from '../model/holding.ts'

const LINES_PER_BLOCK = 512

/** sha256 of `decisions.ndjson` without the file: each decision's line and a newline, hashed in blocks. */
export class DecisionDigest {
  readonly #line: (decision: Decision) => string
  readonly #hash = new Sha256()
  readonly #encoder = new TextEncoder()
  #block = ''
  #lineCount = 0

  constructor(line: (decision: Decision) => string) {
    this.#line = line
  }

  add(decision: Decision): void {
    this.#block += `${this.#line(decision)}\n`
    if (++this.#lineCount === LINES_PER_BLOCK) this.#flush()
  }

  /** Lower-case hex. Call once, after the last decision. */
  finish(): string {
    this.#flush()
    return this.#hash.hex()
  }

  #flush(): void {
    this.#hash.update(this.#encoder.encode(this.#block))
    this.#block = ''
    this.#lineCount = 0
  }
}
