/**
 * What each version of the store adds to the one before, in order; the version of a store is how many of these it has
 * had. Entries never change once released: a new need is a new entry.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE plans (
    name TEXT PRIMARY KEY,
    author TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL,
    spec TEXT NOT NULL,
    status TEXT NOT NULL,
    journal_id INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE journal (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    plan TEXT NOT NULL,
    step INTEGER NOT NULL,
    direction TEXT NOT NULL,
    call TEXT NOT NULL,
    phase TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    detail TEXT NOT NULL,
    memo TEXT NOT NULL
  ) STRICT;
  CREATE INDEX journal_by_plan ON journal (plan, id);
  CREATE TABLE audit (
    number INTEGER PRIMARY KEY,
    line TEXT NOT NULL,
    hash TEXT NOT NULL
  ) STRICT;
  CREATE TRIGGER audit_keeps_lines BEFORE DELETE ON audit
    BEGIN SELECT raise(ABORT, 'the audit log is append-only'); END;
  CREATE TRIGGER audit_keeps_words BEFORE UPDATE ON audit
    BEGIN SELECT raise(ABORT, 'the audit log is append-only'); END;
  CREATE TABLE tokens (
    name TEXT PRIMARY KEY,
    roles TEXT NOT NULL,
    games TEXT NOT NULL,
    regions TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    created_at_ms INTEGER NOT NULL,
    revoked_at_ms INTEGER
  ) STRICT;
  CREATE TABLE agents (
    host TEXT PRIMARY KEY,
    address TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    serial TEXT NOT NULL,
    expires_at_ms INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE join_tokens (
    hash TEXT PRIMARY KEY,
    host TEXT,
    expires_at_ms INTEGER NOT NULL,
    used_at_ms INTEGER
  ) STRICT;
  CREATE TABLE cordons (
    plan TEXT NOT NULL,
    host TEXT NOT NULL,
    PRIMARY KEY (plan, host)
  ) STRICT;
  `,
  `
  CREATE TABLE requests (
    subject TEXT NOT NULL,
    key TEXT NOT NULL,
    digest TEXT NOT NULL,
    plan TEXT NOT NULL,
    PRIMARY KEY (subject, key)
  ) STRICT;
  `,
  'ALTER TABLE agents ADD COLUMN joined_at_ms INTEGER NOT NULL DEFAULT 0;',
]
