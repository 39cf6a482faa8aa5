import { AuditLog } from '../../live/audit/audit-log.ts'
import { RefusalLog } from '../../live/http/refusal-log.ts'
import type { Store } from '../../live/store/store.ts'
import type { JoinAsked } from '../../live/targets/agents/join-door.ts'

const FLUSH_MS = 60_000

/**
 * What agents ask for, in the audit log: each certificate given, and of what was refused the first attempts of a minute
 * singly. Who proves nothing is `anonymous`, whatever host they name.
 */
export class AskedLog {
  readonly #write: (actor: string, asked: Pick<JoinAsked, 'action' | 'host' | 'granted'>, detail: string) => void
  readonly #refusals: RefusalLog
  readonly #timer: NodeJS.Timeout

  constructor({ audit, transaction }: Pick<Store, 'audit' | 'transaction'>, nowMs: () => number = Date.now) {
    const log = new AuditLog(audit)
    this.#write = (actor, { action, host, granted }, detail) => {
      const outcome = granted ? 'done' : 'refused'
      transaction(() => log.append({ atMs: nowMs(), actor, action, object: host, outcome, detail }))
    }
    this.#refusals = new RefusalLog(({ actor, method, path }, more) => {
      this.#write(actor, { action: method as JoinAsked['action'], host: path, granted: false }, more.trim())
    }, nowMs)
    this.#timer = setInterval(() => this.#flush(), FLUSH_MS)
    this.#timer.unref()
  }

  note(asked: JoinAsked): void {
    const { host, isProven, action, granted } = asked
    const actor = isProven ? host : 'anonymous'
    if (granted) this.#write(actor, asked, '')
    else this.#refusals.note({ actor, method: action, path: host, status: 401, detail: '' })
  }

  close(): void {
    clearInterval(this.#timer)
    this.#flush()
  }

  /** A disk that cannot be written is told of by all else that is asked. */
  #flush(): void {
    try {
      this.#refusals.flush()
    } catch (error) {
      process.emitWarning(error instanceof Error ? error : String(error))
    }
  }
}
