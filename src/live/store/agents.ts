import type Database from 'libsql'

/** An agent that has joined: where it is reached and which certificate it has now. */
export interface AgentRow {
  readonly host: string
  /** `https://10.1.2.3:7443`. */
  readonly address: string
  /** sha256 of the certificate, lower-case hex. */
  readonly fingerprint: string
  /** Serial number of the certificate, hex. */
  readonly serial: string
  readonly expiresAtMs: number
  /** When it joined last; 0 for one that joined before this was kept. Certificates from before that renew no more. */
  readonly joinedAtMs: number
}

/** A one-time token to join with; of its text only the hash is kept. */
export interface JoinTokenRow {
  /** sha256 of the token, lower-case hex. */
  readonly hash: string
  /** The only host that may join with it; null for any. */
  readonly host: string | null
  readonly expiresAtMs: number
  readonly usedAtMs: number | null
}

export interface AgentRows {
  /** Replaces what was known of the host. */
  put(agent: AgentRow): void
  /** The certificate that a host now has; one that was removed is not put back. A clock set back keeps none from it. */
  renew(agent: Pick<AgentRow, 'host' | 'serial' | 'expiresAtMs'> & { readonly issuedAtMs: number }): void
  get(host: string): AgentRow | null
  /** By host. */
  all(): readonly AgentRow[]
  /** False when it was not there. */
  remove(host: string): boolean
  insertToken(token: JoinTokenRow): void
  /** Marks a token used when it is known, unused, not past its time and good for the host; false when not. */
  useToken(hash: string, host: string, atMs: number): boolean
}

interface Row extends Omit<AgentRow, 'expiresAtMs' | 'joinedAtMs'> {
  readonly expires_at_ms: number
  readonly joined_at_ms: number
}

export function agentRows(database: Database.Database): AgentRows {
  const put = database.prepare('INSERT OR REPLACE INTO agents VALUES (?, ?, ?, ?, ?, ?)')
  const renew = database.prepare(
    'UPDATE agents SET serial = ?, expires_at_ms = ?, joined_at_ms = min(joined_at_ms, ?) WHERE host = ?',
  )
  const get = database.prepare('SELECT * FROM agents WHERE host = ?')
  const all = database.prepare('SELECT * FROM agents ORDER BY host')
  const remove = database.prepare('DELETE FROM agents WHERE host = ?')
  const insertToken = database.prepare('INSERT INTO join_tokens VALUES (?, ?, ?, ?)')
  const useToken = database.prepare(
    `UPDATE join_tokens SET used_at_ms = ?
     WHERE hash = ? AND (host IS NULL OR host = ?) AND used_at_ms IS NULL AND expires_at_ms > ?`,
  )
  return {
    put({ host, address, fingerprint, serial, expiresAtMs, joinedAtMs }) {
      put.run(host, address, fingerprint, serial, expiresAtMs, joinedAtMs)
    },
    renew({ host, serial, expiresAtMs, issuedAtMs }) {
      renew.run(serial, expiresAtMs, issuedAtMs, host)
    },
    get(host) {
      const row = get.get(host) as Row | undefined
      return row === undefined ? null : agentOf(row)
    },
    all: () => (all.all() as Row[]).map(agentOf),
    remove: (host) => remove.run(host).changes === 1,
    insertToken({ hash, host, expiresAtMs, usedAtMs }) {
      insertToken.run(hash, host, expiresAtMs, usedAtMs)
    },
    useToken: (hash, host, atMs) => useToken.run(atMs, hash, host, atMs).changes === 1,
  }
}

function agentOf({ host, address, fingerprint, serial, expires_at_ms, joined_at_ms }: Row): AgentRow {
  return { host, address, fingerprint, serial, expiresAtMs: expires_at_ms, joinedAtMs: joined_at_ms }
}
