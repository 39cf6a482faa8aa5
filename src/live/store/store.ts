import { join } from 'node:path'
import type { Result } from '../../base/result.ts'
import { ok } from '../../base/result.ts'
import { type AgentRows, agentRows } from './agents.ts'
import { type AuditRows, auditRows } from './audit-rows.ts'
import { CommitQueue } from './commit-queue.ts'
import { type CordonRows, cordonRows } from './cordons.ts'
import { closeDatabase, openDatabase } from './database.ts'
import { asDiskError, DiskError, keptFile } from './disk-error.ts'
import { type Journal, journalOf } from './journal.ts'
import { type PlanRows, planRows } from './plan-rows.ts'
import { type RequestRows, requestRows } from './request-rows.ts'
import { type TokenRows, tokenRows } from './tokens.ts'

/** File of the store in the data folder. */
export const STORE_FILE = 'berth.db'

/** All that the adapter must not forget, in one file. Functions are synchronous; transactions throw a DiskError. */
export interface Store {
  readonly plans: PlanRows
  readonly journal: Journal
  readonly audit: AuditRows
  readonly tokens: TokenRows
  readonly agents: AgentRows
  readonly cordons: CordonRows
  readonly requests: RequestRows
  /** Runs `fn` in one transaction: all of its writes or, when it throws, none. Not to be nested. */
  transaction<T>(fn: () => T): T
  /** Runs `write` in a transaction shared with others of this turn of the event loop; resolves when on disk. */
  soon(write: () => void): Promise<void>
  /** Commits what waits. A second time does nothing. */
  close(): void
}

/** Opens the store of a data folder that exists; faults as of `openDatabase`. One process at a time. */
export function openStore(folder: string): Result<Store> {
  const path = join(folder, STORE_FILE)
  const opened = openDatabase(path)
  if (!opened.ok) return opened
  const database = opened.value
  const journal = journalOf(database)
  const check = keptFile(path)
  const queue = new CommitQueue(database, journal, { check, named: (error) => asDiskError(path, error) })
  return ok({
    plans: planRows(database),
    journal,
    audit: auditRows(database),
    tokens: tokenRows(database),
    agents: agentRows(database),
    cordons: cordonRows(database),
    requests: requestRows(database),
    transaction: (fn) => queue.now(fn),
    soon: (write) => queue.write(write),
    close() {
      if (!database.open) return
      queue.close()
      try {
        closeDatabase(database)
      } catch (error) {
        // What is not there any more needs no letting go.
        if (!(asDiskError(path, error) instanceof DiskError)) throw error
      }
    },
  })
}
