import { createHash, randomBytes } from 'node:crypto'
import { formatJoinToken } from '../../model/agent-token.ts'
import type { AuditLog } from '../audit/audit-log.ts'
import type { Clock } from '../clock.ts'
import type { Store } from '../store/store.ts'

/** A one-time token for one host to join with. */
export interface Invitation {
  readonly host: string
  /** Shown once; only its hash is kept. */
  readonly token: string
  readonly expiresAtMs: number
}

const SECRET_BYTES = 32

/** Invites hosts to join and forgets them. Every change is a line of the audit log, in one transaction with it. */
export class Invitations {
  readonly #store: Pick<Store, 'agents' | 'transaction'>
  readonly #audit: AuditLog
  readonly #clock: Clock
  readonly #authority: string

  /** authority: sha256 of its certificate, lower-case hex; the host trusts that one and no other. */
  constructor(store: Pick<Store, 'agents' | 'transaction'>, audit: AuditLog, clock: Clock, authority: string) {
    this.#store = store
    this.#audit = audit
    this.#clock = clock
    this.#authority = authority
  }

  /** lifetimeMs: how long the token may wait to be used. */
  invite(host: string, lifetimeMs: number, actor: string): Invitation {
    const secret = randomBytes(SECRET_BYTES).toString('base64url')
    const atMs = this.#clock.nowMs()
    const expiresAtMs = atMs + lifetimeMs
    const hash = createHash('sha256').update(secret).digest('hex')
    this.#store.transaction(() => {
      this.#store.agents.insertToken({ hash, host, expiresAtMs, usedAtMs: null })
      const detail = `until ${new Date(expiresAtMs).toISOString()}`
      this.#audit.append({ atMs, actor, action: 'invite', object: host, outcome: 'done', detail })
    })
    return { host, token: formatJoinToken({ secret, authoritySha256: this.#authority }), expiresAtMs }
  }

  /** Forgets a host that joined: it is asked no more and may not renew. False when it is not known. */
  remove(host: string, actor: string): boolean {
    const atMs = this.#clock.nowMs()
    return this.#store.transaction(() => {
      if (!this.#store.agents.remove(host)) return false
      this.#audit.append({ atMs, actor, action: 'remove agent', object: host, outcome: 'done', detail: '' })
      return true
    })
  }

  /** Hosts that joined, by name. */
  list(): ReturnType<Store['agents']['all']> {
    return this.#store.agents.all()
  }
}
