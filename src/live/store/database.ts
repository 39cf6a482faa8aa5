import Database from 'libsql'
import type { Fault, Result } from '../../base/result.ts'
import { failed, ok } from '../../base/result.ts'
import { MIGRATIONS } from './migrations.ts'

export type { Database }

/** Marks a file as a store of Berth in its SQLite header: `BRTH`. */
const APPLICATION_ID = 0x42525448

/** How long a start waits for another process to let go, in ms: enough for one that is closing. */
const BUSY_MS = 1000

/**
 * Opens the store's file, made when it is not there, and brings it to the newest version. The process holds SQLite's
 * own exclusive lock until it closes or dies, so that a second server on the same folder is refused and a killed one
 * is in nobody's way. Faults: another process has it, not a database, of another program or damaged, newer than this
 * version.
 */
export function openDatabase(path: string): Result<Database.Database> {
  let database: Database.Database | null = null
  try {
    database = new Database(path, { timeout: BUSY_MS })
    database.pragma('locking_mode = EXCLUSIVE')
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = FULL')
    database.exec('BEGIN IMMEDIATE') // Takes the lock that the mode above keeps.
    const fault = contentFault(database, path) ?? migrate(database, path)
    database.exec(fault === null ? 'COMMIT' : 'ROLLBACK')
    if (fault === null) return ok(database)
    closeDatabase(database)
    return failed([fault])
  } catch (error) {
    closeQuietly(database)
    if (database !== null && !isSqliteError(error)) throw error
    return failed([openFault(path, error)])
  }
}

/**
 * Lets go of the file. Statements that are still about keep libsql's connection open until they are collected, so the
 * lock is given back by hand: exclusive locks end only outside of WAL mode, with the next read.
 */
export function closeDatabase(database: Database.Database): void {
  database.pragma('journal_mode = DELETE')
  database.pragma('locking_mode = NORMAL')
  database.prepare('SELECT count(*) FROM sqlite_schema').get()
  database.close()
}

interface SqliteError extends Error {
  readonly code: string
}

/** Whether an error is SQLite's own, with a code such as `SQLITE_BUSY`. */
export function isSqliteError(error: unknown): error is SqliteError {
  return error instanceof Error && typeof (error as SqliteError).code === 'string' && error.name === 'SqliteError'
}

function openFault(path: string, error: unknown): Fault {
  // A file that cannot be opened at all is told without a code.
  const { code = '', message } = error as Partial<SqliteError>
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) {
    return { path, found: 'a store that another process has open', expected: 'one server per data folder' }
  }
  if (/^SQLITE_(NOTADB|CORRUPT)/.test(code)) {
    return { path, found: 'a file that is damaged or no SQLite database', expected: 'a store of Berth, or no file' }
  }
  return { path, found: message ?? String(error), expected: 'a file that may be read and written' }
}

function contentFault(database: Database.Database, path: string): Fault | null {
  const id = numberOf(database, 'application_id')
  const tables = database.prepare('SELECT count(*) AS n FROM sqlite_schema').get() as { n: number }
  if (id !== APPLICATION_ID && (id !== 0 || tables.n > 0)) {
    return { path, found: 'a database of another program', expected: 'a store of Berth, or no file' }
  }
  const checked = database.prepare('PRAGMA quick_check(1)').get() as { quick_check: string }
  if (checked.quick_check !== 'ok') {
    return { path, found: `a damaged database: ${checked.quick_check}`, expected: 'a sound one; restore a copy' }
  }
  return null
}

function migrate(database: Database.Database, path: string): Fault | null {
  const version = numberOf(database, 'user_version')
  if (version > MIGRATIONS.length) {
    return { path, found: `a store of version ${version}`, expected: `at most ${MIGRATIONS.length}: update Berth` }
  }
  for (const sql of MIGRATIONS.slice(version)) database.exec(sql)
  database.exec(`PRAGMA application_id = ${APPLICATION_ID}`)
  database.exec(`PRAGMA user_version = ${MIGRATIONS.length}`)
  return null
}

function numberOf(database: Database.Database, pragma: string): number {
  const row = database.prepare(`PRAGMA ${pragma}`).get() as Record<string, number>
  return row[pragma]
}

function closeQuietly(database: Database.Database | null): void {
  try {
    database?.close()
  } catch {
    // What stopped the opening is what is told.
  }
}
