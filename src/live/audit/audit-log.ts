import { canonicalText, sha256Of } from '../plans/canonical.ts'
import type { AuditRow, AuditRows } from '../store/audit-rows.ts'

/** Somebody did something, or tried to. */
export interface AuditEntry {
  readonly atMs: number
  /** Name of the subject, `anonymous`, or `berth` for the adapter itself. */
  readonly actor: string
  /** `approve`, `GET /api/plans`, `clash`, … */
  readonly action: string
  /** What it was done to: the name of a plan, a host, a token; '' for the adapter. */
  readonly object: string
  readonly outcome: 'done' | 'refused'
  /** A sentence for a person; never a token or the value of a Secret. */
  readonly detail: string
}

/** A line as exported: the entry, its number from 1, and its link of the chain. */
export interface AuditLine extends AuditEntry {
  readonly number: number
  /** Hash of the line before; 64 zeros for the first. */
  readonly previous: string
  /** sha256 of `previous`, a line feed, and the canonical text of the other fields. */
  readonly hash: string
}

/** Whether the chain holds. head: hash of the last line; kept elsewhere it also shows lines cut off at the end. */
export type AuditVerdict =
  | { readonly ok: true; readonly count: number; readonly head: string }
  | { readonly ok: false; readonly number: number; readonly reason: string }

export const AUDIT_START = '0'.repeat(64)
const PAGE = 1000

/** The log of who did what: append-only, each line bound to all lines before it. */
export class AuditLog {
  readonly #rows: AuditRows

  constructor(rows: AuditRows) {
    this.#rows = rows
  }

  /** Appends a line; call it in the transaction of what it is about. Throws errors of the disk. */
  append(entry: AuditEntry): AuditLine {
    const last = this.#rows.last()
    const number = (last?.number ?? 0) + 1
    const previous = last?.hash ?? AUDIT_START
    const { atMs, actor, action, object, outcome, detail } = entry
    const line = canonicalText({ number, atMs, actor, action, object, outcome, detail })
    const hash = linkOf(previous, line)
    this.#rows.append({ number, line, hash })
    return { number, atMs, actor, action, object, outcome, detail, previous, hash }
  }

  /** Lines above `after`, at most `count`, in order. */
  lines(after: number, count: number = PAGE): readonly AuditLine[] {
    const rows = this.#rows.after(after, count)
    let previous = after === 0 ? AUDIT_START : (this.#rows.after(after - 1, 1)[0]?.hash ?? AUDIT_START)
    return rows.map((row) => {
      const line = exported(row, previous)
      previous = row.hash
      return line
    })
  }

  /** Recomputes every link from the stored texts; names the first line that does not hold. */
  verify(): AuditVerdict {
    let previous = AUDIT_START
    let count = 0
    let from = Number.MIN_SAFE_INTEGER // A line put in below number 1 is found too.
    for (;;) {
      const rows = this.#rows.after(from, PAGE)
      if (rows.length === 0) return { ok: true, count, head: previous }
      for (const row of rows) {
        const reason = faultOf(row, count + 1, previous)
        if (reason !== null) return { ok: false, number: count + 1, reason }
        previous = row.hash
        from = row.number
        count++
      }
    }
  }
}

function linkOf(previous: string, line: string): string {
  return sha256Of(`${previous}\n${line}`)
}

function faultOf(row: AuditRow, number: number, previous: string): string | null {
  if (row.number !== number) return `line ${number} is missing, line ${row.number} stands in its place`
  if (row.hash !== linkOf(previous, row.line)) return `line ${number} is not what was written, or was put in later`
  const told = parsed(row.line)?.number
  return told === number ? null : `line ${number} says that it is line ${told ?? 'of no number'}`
}

function parsed(line: string): Omit<AuditLine, 'previous' | 'hash'> | null {
  try {
    return JSON.parse(line) as Omit<AuditLine, 'previous' | 'hash'>
  } catch {
    return null
  }
}

/** A line that was damaged is exported as it is, so that whoever verifies the export finds it. */
function exported(row: AuditRow, previous: string): AuditLine {
  const entry = parsed(row.line)
  if (entry === null) {
    const detail = `damaged: ${row.line}`
    const { number, hash } = row
    return { number, atMs: 0, actor: '', action: '', object: '', outcome: 'done', detail, previous, hash }
  }
  return { ...entry, previous, hash: row.hash }
}
