import type Database from 'libsql'

/** Requests that made something, by subject and Idempotency-Key, so that a repeated one makes nothing twice. */
export interface RequestRows {
  get(subject: string, key: string): RequestRow | null
  /** Replaces what was known of that subject's key. */
  put(subject: string, key: string, row: RequestRow): void
}

export interface RequestRow {
  /** sha256 of the request, lower-case hex. */
  readonly digest: string
  /** Name of the plan it made. */
  readonly plan: string
}

export function requestRows(database: Database.Database): RequestRows {
  const get = database.prepare('SELECT digest, plan FROM requests WHERE subject = ? AND key = ?')
  const put = database.prepare('INSERT OR REPLACE INTO requests VALUES (?, ?, ?, ?)')
  return {
    get: (subject, key) => (get.get(subject, key) as RequestRow | undefined) ?? null,
    put(subject, key, { digest, plan }) {
      put.run(subject, key, digest, plan)
    },
  }
}
