import type Database from 'libsql'

/** Hosts that plans have cordoned and not given back. */
export interface CordonRows {
  put(plan: string, host: string): void
  remove(plan: string, host: string): void
  /** Hosts cordoned by the plan, ascending. */
  hostsOf(plan: string): readonly string[]
  /** Plans that keep the host cordoned, ascending. */
  plansOf(host: string): readonly string[]
  /** Hosts that any plan keeps cordoned, ascending. */
  all(): readonly string[]
}

export function cordonRows(database: Database.Database): CordonRows {
  const put = database.prepare('INSERT OR IGNORE INTO cordons VALUES (?, ?)')
  const remove = database.prepare('DELETE FROM cordons WHERE plan = ? AND host = ?')
  const hosts = database.prepare('SELECT host FROM cordons WHERE plan = ? ORDER BY host')
  const plans = database.prepare('SELECT plan FROM cordons WHERE host = ? ORDER BY plan')
  const all = database.prepare('SELECT DISTINCT host FROM cordons ORDER BY host')
  return {
    put(plan, host) {
      put.run(plan, host)
    },
    remove(plan, host) {
      remove.run(plan, host)
    },
    hostsOf: (plan) => (hosts.all(plan) as { host: string }[]).map((row) => row.host),
    plansOf: (host) => (plans.all(host) as { plan: string }[]).map((row) => row.plan),
    all: () => (all.all() as { host: string }[]).map((row) => row.host),
  }
}
