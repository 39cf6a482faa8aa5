/** One attempt that was refused. */
export interface RefusedAttempt {
  /** Name of the subject, or `anonymous`. */
  readonly actor: string
  readonly method: string
  readonly path: string
  readonly status: number
  /** Rule or reason. */
  readonly detail: string
}

const WINDOW_MS = 60_000
/** Attempts of one actor that are written singly in each window; the rest is counted. */
const SINGLY_MAX = 20
/** Longest path that is written: what anonymous callers send is cut. */
const PATH_LENGTH_MAX = 200

/**
 * Records refused attempts so that nobody can flood the audit log: of each actor the first of a minute singly, the
 * rest as one line with their count when the minute is over. Unknown callers are one actor.
 */
export class RefusalLog {
  readonly #write: (attempt: RefusedAttempt, more: string) => void
  readonly #nowMs: () => number
  readonly #seen = new Map<string, { single: number; more: number; last: RefusedAttempt }>()
  #windowEndMs = 0

  /** write: appends one line. more: for how many others like it the line stands, in words; '' for none. */
  constructor(write: (attempt: RefusedAttempt, more: string) => void, nowMs: () => number = Date.now) {
    this.#write = write
    this.#nowMs = nowMs
  }

  note(attempt: RefusedAttempt): void {
    if (this.#nowMs() >= this.#windowEndMs) this.flush()
    const cut = { ...attempt, path: attempt.path.slice(0, PATH_LENGTH_MAX) }
    const seen = this.#seen.get(attempt.actor) ?? { single: 0, more: 0, last: cut }
    this.#seen.set(attempt.actor, seen)
    seen.last = cut
    if (seen.single < SINGLY_MAX) {
      seen.single++
      this.#write(cut, '')
    } else seen.more++
  }

  /** Writes what was only counted, and begins a new window. Called by a timer and before the end. */
  flush(): void {
    for (const { more, last } of this.#seen.values()) if (more > 0) this.#write(last, wordsOf(more))
    this.#seen.clear()
    this.#windowEndMs = this.#nowMs() + WINDOW_MS
  }
}

function wordsOf(count: number): string {
  return count === 1 ? '' : ` (${count} more attempts within a minute; this is the last)`
}
