import { createStore } from 'zustand/vanilla'
import { tell } from '../state/push-control.ts'
import { sessionStore } from '../state/push-store.ts'
import { checked, presentApi } from '../state/session.ts'
import { type AuditLine, type ChainVerdict, readAuditLines, verifyChain } from './verify-chain.ts'

export interface AuditStore {
  /** Null before the first reading. */
  readonly lines: readonly AuditLine[] | null
  /** Null while no line is there to verify. */
  readonly verdict: ChainVerdict | null
  readonly isReading: boolean
}

const UNREAD: AuditStore = { lines: null, verdict: null, isReading: false }

export const auditStore = createStore<AuditStore>(() => UNREAD)
// The next to sign in may read less, or another server's.
sessionStore.subscribe(({ phase }) => {
  if (phase === 'signed-out') auditStore.setState(UNREAD)
})

/** Reads what the log has beyond what is here, and verifies the whole chain again. */
export async function readAudit(): Promise<void> {
  const { lines, isReading } = auditStore.getState()
  if (isReading) return
  auditStore.setState({ isReading: true })
  const api = presentApi()
  const answer = await api.auditText(lines?.at(-1)?.number ?? 0)
  if (presentApi() !== api) return
  auditStore.setState({ isReading: false })
  if (!checked(answer)) return tell('Reading the audit log', answer)
  const more = readAuditLines(answer.value)
  if (lines !== null && more.length === 0) return
  const all = [...(lines ?? []), ...more]
  auditStore.setState({ lines: all, verdict: verifyChain(all) })
}
