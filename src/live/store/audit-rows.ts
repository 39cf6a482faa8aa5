import type Database from 'libsql'

/** One line of the audit log as stored: its canonical text and its link of the chain. */
export interface AuditRow {
  /** From 1 without gaps. */
  readonly number: number
  readonly line: string
  /** sha256 in lower-case hex. */
  readonly hash: string
}

/** Append-only: triggers refuse every other statement. */
export interface AuditRows {
  append(row: AuditRow): void
  last(): AuditRow | null
  /** Lines above `number`, at most `count`, in order. */
  after(number: number, count: number): readonly AuditRow[]
}

export function auditRows(database: Database.Database): AuditRows {
  const insert = database.prepare('INSERT INTO audit VALUES (?, ?, ?)')
  const last = database.prepare('SELECT * FROM audit ORDER BY number DESC LIMIT 1')
  const after = database.prepare('SELECT * FROM audit WHERE number > ? ORDER BY number LIMIT ?')
  return {
    append({ number, line, hash }) {
      insert.run(number, line, hash)
    },
    last: () => (last.get() as AuditRow | undefined) ?? null,
    after: (number, count) => after.all(number, count) as AuditRow[],
  }
}
