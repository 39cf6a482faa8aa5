import { type Fault, failed, ok, type Result } from '../../base/result.ts'
import { ROLES, type Role, type Subject } from '../../model/api.ts'
import { shortened } from '../../model/parse/faults.ts'
import type { AuditLog } from '../audit/audit-log.ts'
import type { Clock } from '../clock.ts'
import type { Store } from '../store/store.ts'
import type { TokenRow } from '../store/tokens.ts'
import { isToken, makeToken, sameDigest, tokenDigest } from './token.ts'

/** Name of whoever has the data folder itself, and with it the right to make tokens. */
export const LOCAL_NAME = 'local'

/** Names that the adapter uses for itself and for unknown callers. */
const TAKEN: readonly string[] = [LOCAL_NAME, 'anonymous', 'berth']

/** A token for somebody; empty lists of games and regions are no limit. */
export type TokenWish = Subject

/** A token as listed: never its text or its digest. */
export interface TokenHead extends Subject {
  readonly createdAtMs: number
  readonly revokedAtMs: number | null
}

/** Whose token it is; `unknown` for one that was never given out, `revoked` for one that no longer counts. */
export type Bearer =
  | { readonly kind: 'subject'; readonly subject: Subject }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'revoked'; readonly name: string }

/** The tokens given out. Every change is a line of the audit log, in one transaction with it. */
export class TokenBook {
  readonly #store: Pick<Store, 'tokens' | 'transaction'>
  readonly #audit: AuditLog
  readonly #clock: Clock
  readonly #localDigest: string

  /** localToken: the token of this run for whoever can read the data folder. */
  constructor(store: Pick<Store, 'tokens' | 'transaction'>, audit: AuditLog, clock: Clock, localToken: string) {
    this.#store = store
    this.#audit = audit
    this.#clock = clock
    this.#localDigest = tokenDigest(localToken)
  }

  /** Who bears a token. Read from the store each time, so that a revocation counts at once. */
  bearer(token: string): Bearer {
    if (!isToken(token)) return { kind: 'unknown' }
    const digest = tokenDigest(token)
    if (sameDigest(digest, this.#localDigest)) return { kind: 'subject', subject: LOCAL }
    const row = this.#store.tokens.byHash(digest)
    if (row === null || !sameDigest(row.hash, digest)) return { kind: 'unknown' }
    if (row.revokedAtMs !== null) return { kind: 'revoked', name: row.name }
    return { kind: 'subject', subject: subjectOf(row) }
  }

  /** Gives out a token; its text is returned once and kept nowhere. A name is never given twice. */
  add(wish: TokenWish, actor: string): Result<string> {
    const taken = TAKEN.includes(wish.name) ? 'a name that the adapter keeps' : 'a name that was given before'
    const fault: Fault = { path: 'name', found: `${shortened(wish.name)}, ${taken}`, expected: 'a new name' }
    if (TAKEN.includes(wish.name)) return failed([fault])
    const token = makeToken()
    const { name, roles, games, regions } = wish
    const atMs = this.#clock.nowMs()
    const row = { name, roles, games, regions, hash: tokenDigest(token), createdAtMs: atMs, revokedAtMs: null }
    const added = this.#store.transaction(() => {
      if (!this.#store.tokens.insert(row)) return false
      const detail = limits(wish)
      this.#audit.append({ atMs, actor, action: 'add token', object: name, outcome: 'done', detail })
      return true
    })
    return added ? ok(token) : failed([fault])
  }

  /** False when there is no token of that name, or it is revoked already. */
  revoke(name: string, actor: string): boolean {
    const atMs = this.#clock.nowMs()
    return this.#store.transaction(() => {
      if (!this.#store.tokens.revoke(name, atMs)) return false
      this.#audit.append({ atMs, actor, action: 'revoke token', object: name, outcome: 'done', detail: '' })
      return true
    })
  }

  /** Every token ever given out, by name. */
  list(): readonly TokenHead[] {
    return this.#store.tokens.all().map((row) => {
      const { createdAtMs, revokedAtMs } = row
      return { ...subjectOf(row), createdAtMs, revokedAtMs }
    })
  }

  /** Roles that nobody has whose token counts: a plan needs an author, an approver and an operator. */
  missingRoles(): readonly Role[] {
    const held = new Set(this.list().flatMap((head) => (head.revokedAtMs === null ? head.roles : [])))
    return (['author', 'approver', 'operator'] as const).filter((role) => !held.has(role))
  }
}

/** May look and give out tokens; who authors or approves needs a name of their own. */
const LOCAL: Subject = { name: LOCAL_NAME, roles: ['admin'], games: [], regions: [] }

function subjectOf({ name, roles, games, regions }: TokenRow): Subject {
  return { name, roles: ROLES.filter((role) => roles.includes(role)), games, regions }
}

function limits({ roles, games, regions }: TokenWish): string {
  const words = [`roles ${roles.join(', ')}`]
  if (games.length > 0) words.push(`games ${games.join(', ')}`)
  if (regions.length > 0) words.push(`regions ${regions.join(', ')}`)
  return words.join('; ')
}
