import type Database from 'libsql'
import type { Direction, Memo } from '../targets/target.ts'

/**
 * One line about one call of a step.
 *
 * begun    about to be made; from here on its effect may be there
 * done     answered, or found made; `memo` is what it left for later calls
 * others   what was answered instead; the call is still open
 */
export interface JournalLine {
  readonly plan: string
  /** Number of the step; 0 for the cordons of a plan, whose calls are named `cordon HOST`. */
  readonly step: number
  readonly direction: Direction
  readonly call: string
  readonly phase: 'begun' | 'done' | 'wait' | 'clash' | 'refused' | 'unreachable'
  readonly atMs: number
  /** The reason or detail of the answer; '' for none. */
  readonly detail: string
  readonly memo: Memo
}

export interface StoredLine extends JournalLine {
  readonly id: number
}

/** Append-only, within a transaction; lines of a plan in the order in which they were written. */
export interface Journal {
  append(line: JournalLine): void
  linesOf(plan: string): readonly StoredLine[]
  /** Id of the newest line, 0 when there is none. */
  lastId(): number
}

/** Lines that are appended wait for the end of their transaction, which writes them with one statement. */
export interface JournalRows extends Journal {
  /** Writes the lines that wait. */
  flush(): void
  /** Forgets them: the transaction is taken back. */
  drop(): void
}

interface Row extends Omit<StoredLine, 'memo' | 'atMs'> {
  readonly at_ms: number
  readonly memo: string
}

/** A call of the database costs more than a row does, so that all lines go in one: rows of a JSON text. */
const INSERT = `INSERT INTO journal (plan, step, direction, call, phase, at_ms, detail, memo)
  SELECT value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, value->>7 FROM json_each(?)`

export function journalOf(database: Database.Database): JournalRows {
  const insert = database.prepare(INSERT)
  const select = database.prepare('SELECT * FROM journal WHERE plan = ? ORDER BY id')
  const last = database.prepare('SELECT max(id) AS id FROM journal')
  let waiting: (string | number)[][] = []
  const flush = (): void => {
    if (waiting.length === 0) return
    insert.run(JSON.stringify(waiting))
    waiting = []
  }
  return {
    append({ plan, step, direction, call, phase, atMs, detail, memo }) {
      waiting.push([plan, step, direction, call, phase, atMs, detail, JSON.stringify(memo)])
    },
    linesOf(plan) {
      flush()
      return (select.all(plan) as Row[]).map(storedLine)
    },
    lastId() {
      flush()
      return (last.get() as { id: number | null }).id ?? 0
    },
    flush,
    drop() {
      waiting = []
    },
  }
}

function storedLine({ at_ms, memo, ...row }: Row): StoredLine {
  return { ...row, atMs: at_ms, memo: JSON.parse(memo) as Memo }
}
