import type Database from 'libsql'

/** Pause after a commit, for each write that it carried … */
const PAUSE_MS_WRITE = 2
/** … and at most: steps in hand hide it, and about 40 commits a second are no load. */
const PAUSE_MS_MAX = 25

/** Rows that writes leave to the end of their transaction. */
export interface Pending {
  /** Writes them; the commit follows. */
  flush(): void
  /** Forgets them; the transaction is taken back. */
  drop(): void
}

/** What is asked of the file behind the database. */
export interface Disk {
  /** Throws when what is written would be lost. */
  check(): void
  /** An error of a write, as it is told. */
  named(error: unknown): unknown
}

/**
 * Many writes, one commit. A commit holds everything up until the disk has it, so that a commit for each of some
 * thousand writes a second would be all that the adapter does. The more writes the last one carried, the longer the
 * next one waits for others to join; writes that come one by one hardly wait.
 */
export class CommitQueue {
  readonly #database: Database.Database
  readonly #pending: Pending
  readonly #disk: Disk
  #waiting: Waiting[] = []
  #isPlanned = false
  /** No commit of writes that wait before then, on the clock of performance.now(). */
  #notBeforeMs = 0
  #isClosed = false

  constructor(database: Database.Database, pending: Pending, disk: Disk) {
    this.#database = database
    this.#pending = pending
    this.#disk = disk
  }

  /** Runs `write` with the next commit; resolves when it is on disk, rejects when it or the commit fails. */
  write(write: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) return reject(new Error('the store is closed'))
      this.#waiting.push({ write, resolve, reject })
      if (this.#isPlanned) return
      this.#isPlanned = true
      const pauseMs = this.#notBeforeMs - performance.now()
      if (pauseMs <= 0) setImmediate(() => this.flush())
      else setTimeout(() => this.flush(), pauseMs)
    })
  }

  /** Runs `fn` in a transaction now, after the writes that wait; its value. Throws what it throws, or the disk. */
  now<T>(fn: () => T): T {
    this.flush()
    return this.#commit(fn)
  }

  /** Commits what waits, now. */
  flush(): void {
    this.#isPlanned = false
    const batch = this.#waiting
    if (batch.length === 0) return
    this.#waiting = []
    try {
      this.#commit(() => {
        for (const { write } of batch) write()
      })
    } catch (error) {
      for (const { reject } of batch) reject(error)
      return
    }
    this.#notBeforeMs = performance.now() + Math.min(PAUSE_MS_MAX, batch.length * PAUSE_MS_WRITE)
    for (const { resolve } of batch) resolve()
  }

  /** Commits what waits and takes no more. */
  close(): void {
    this.flush()
    this.#isClosed = true
  }

  /** Runs `fn` in a transaction, all of it or nothing; its value. */
  #commit<T>(fn: () => T): T {
    try {
      this.#disk.check()
      this.#database.exec('BEGIN IMMEDIATE')
      const value = fn()
      this.#pending.flush()
      this.#database.exec('COMMIT')
      return value
    } catch (error) {
      this.#pending.drop()
      if (this.#database.inTransaction) this.#database.exec('ROLLBACK')
      throw this.#disk.named(error)
    }
  }
}

interface Waiting {
  readonly write: () => void
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}
