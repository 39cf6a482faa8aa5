import type Database from 'libsql'
import type { Plan, PlanSpec, PlanStatus } from '../../model/plan.ts'

/** A plan as stored. Steps may be further than `status` says: the journal after `journalId` has the rest. */
export interface StoredPlan {
  readonly plan: Plan
  /** Last line of the journal that `status` takes into account. */
  readonly journalId: number
}

/** Plans by name. Specs are written once; a status is replaced whole. */
export interface PlanRows {
  /** False when the name is taken. */
  insert(plan: Plan): boolean
  saveStatus(name: string, status: PlanStatus, journalId: number): void
  get(name: string): StoredPlan | null
  /** Every plan, oldest first. */
  all(): readonly StoredPlan[]
}

interface Row {
  readonly name: string
  readonly author: string
  readonly created_at_ms: number
  readonly spec: string
  readonly status: string
  readonly journal_id: number
}

export function planRows(database: Database.Database): PlanRows {
  const insert = database.prepare('INSERT OR IGNORE INTO plans VALUES (?, ?, ?, ?, ?, 0)')
  const save = database.prepare('UPDATE plans SET status = ?, journal_id = ? WHERE name = ?')
  const one = database.prepare('SELECT * FROM plans WHERE name = ?')
  const all = database.prepare('SELECT * FROM plans ORDER BY created_at_ms, rowid')
  return {
    insert({ metadata, spec, status }) {
      const { name, author, createdAtMs } = metadata
      return insert.run(name, author, createdAtMs, JSON.stringify(spec), JSON.stringify(status)).changes === 1
    },
    saveStatus(name, status, journalId) {
      save.run(JSON.stringify(status), journalId, name)
    },
    get(name) {
      const row = one.get(name) as Row | undefined
      return row === undefined ? null : storedPlan(row)
    },
    all: () => (all.all() as Row[]).map(storedPlan),
  }
}

function storedPlan(row: Row): StoredPlan {
  const plan: Plan = {
    apiVersion: 'berth.dev/v1alpha1',
    kind: 'Plan',
    metadata: { name: row.name, author: row.author, createdAtMs: row.created_at_ms },
    spec: JSON.parse(row.spec) as PlanSpec,
    status: JSON.parse(row.status) as PlanStatus,
  }
  return { plan, journalId: row.journal_id }
}
