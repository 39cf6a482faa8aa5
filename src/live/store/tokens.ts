import type Database from 'libsql'

/** A bearer token: who it is and what it may; of its text only the hash is kept. */
export interface TokenRow {
  readonly name: string
  readonly roles: readonly string[]
  /** Empty lists are no limit. */
  readonly games: readonly string[]
  readonly regions: readonly string[]
  /** sha256 of the token, lower-case hex. */
  readonly hash: string
  readonly createdAtMs: number
  /** Null while it is good. A revoked name stays taken. */
  readonly revokedAtMs: number | null
}

export interface TokenRows {
  /** False when the name (or the hash) is taken. */
  insert(token: TokenRow): boolean
  byHash(hash: string): TokenRow | null
  /** By name, revoked ones too. */
  all(): readonly TokenRow[]
  /** False when there is no such token or it is revoked already. */
  revoke(name: string, atMs: number): boolean
}

interface Row {
  readonly name: string
  readonly roles: string
  readonly games: string
  readonly regions: string
  readonly hash: string
  readonly created_at_ms: number
  readonly revoked_at_ms: number | null
}

export function tokenRows(database: Database.Database): TokenRows {
  const insert = database.prepare('INSERT OR IGNORE INTO tokens VALUES (?, ?, ?, ?, ?, ?, ?)')
  const byHash = database.prepare('SELECT * FROM tokens WHERE hash = ?')
  const all = database.prepare('SELECT * FROM tokens ORDER BY name')
  const revoke = database.prepare('UPDATE tokens SET revoked_at_ms = ? WHERE name = ? AND revoked_at_ms IS NULL')
  return {
    insert({ name, roles, games, regions, hash, createdAtMs, revokedAtMs }) {
      const lists = [roles, games, regions].map((list) => JSON.stringify(list))
      return insert.run(name, ...lists, hash, createdAtMs, revokedAtMs).changes === 1
    },
    byHash(hash) {
      const row = byHash.get(hash) as Row | undefined
      return row === undefined ? null : tokenOf(row)
    },
    all: () => (all.all() as Row[]).map(tokenOf),
    revoke: (name, atMs) => revoke.run(atMs, name).changes === 1,
  }
}

function tokenOf(row: Row): TokenRow {
  return {
    name: row.name,
    roles: JSON.parse(row.roles) as string[],
    games: JSON.parse(row.games) as string[],
    regions: JSON.parse(row.regions) as string[],
    hash: row.hash,
    createdAtMs: row.created_at_ms,
    revokedAtMs: row.revoked_at_ms,
  }
}
