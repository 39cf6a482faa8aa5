import type Database from 'libsql'

/**
 * Many writes, one commit. A commit waits for the disk, so that a commit for each of some thousand writes a second
 * would be all that the adapter does; writes asked for in the same turn of the event loop share one.
 */
export class CommitQueue {
  readonly #database: Database.Database
  #waiting: Waiting[] = []
  #isPlanned = false
  #isClosed = false

  constructor(database: Database.Database) {
    this.#database = database
  }

  /** Runs `write` with the next commit; resolves when it is on disk, rejects when it or the commit fails. */
  write(write: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) return reject(new Error('the store is closed'))
      this.#waiting.push({ write, resolve, reject })
      if (this.#isPlanned) return
      this.#isPlanned = true
      setImmediate(() => this.flush())
    })
  }

  /** Runs `fn` in a transaction now, after the writes that wait; returns its value. Throws what it throws. */
  now<T>(fn: () => T): T {
    this.flush()
    this.#database.exec('BEGIN IMMEDIATE')
    try {
      const value = fn()
      this.#database.exec('COMMIT')
      return value
    } catch (error) {
      this.#rollback()
      throw error
    }
  }

  /** Commits what waits, now. */
  flush(): void {
    this.#isPlanned = false
    const batch = this.#waiting
    if (batch.length === 0) return
    this.#waiting = []
    try {
      this.#database.exec('BEGIN IMMEDIATE')
      for (const { write } of batch) write()
      this.#database.exec('COMMIT')
    } catch (error) {
      this.#rollback()
      for (const { reject } of batch) reject(error)
      return
    }
    for (const { resolve } of batch) resolve()
  }

  /** Commits what waits and takes no more. */
  close(): void {
    this.flush()
    this.#isClosed = true
  }

  #rollback(): void {
    if (this.#database.inTransaction) this.#database.exec('ROLLBACK')
  }
}

interface Waiting {
  readonly write: () => void
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}
