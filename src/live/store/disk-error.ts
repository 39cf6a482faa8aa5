import { statSync } from 'node:fs'
import { isSqliteError } from './database.ts'

/** The store's file cannot be written, by no fault of the program: the disk is full, say, or the file is gone. */
export class DiskError extends Error {
  /** What a caller is told, who need not know the path. */
  readonly told: string

  constructor(message: string, { told, ...options }: ErrorOptions & { readonly told?: string } = {}) {
    super(message, options)
    this.told = told ?? 'the store cannot be written; the server has said why'
  }
}

/**
 * Remembers which file lies at a path now. What it returns throws a DiskError once another lies there or none: an open
 * file goes on taking writes after it was deleted, and all of them are lost.
 */
export function keptFile(path: string): () => void {
  const opened = identityOf(path)
  return () => {
    const now = identityOf(path)
    if (now === opened) return
    const found = now === null ? 'is gone' : 'was put in place of the one that is open'
    throw new DiskError(`${path} ${found}: stop the server and put the data folder back`)
  }
}

/** What SQLite says of the disk as a DiskError; any other error as it is. */
export function asDiskError(path: string, error: unknown): unknown {
  const isOfDisk = isSqliteError(error) && /^SQLITE_(FULL|IOERR|READONLY|CANTOPEN|CORRUPT|NOTADB)/.test(error.code)
  return isOfDisk ? new DiskError(`${path}: ${error.message}`, { cause: error }) : error
}

function identityOf(path: string): string | null {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false })
  return stats === undefined ? null : `${stats.dev}:${stats.ino}`
}
