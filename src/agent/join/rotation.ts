import { setTimeout as sleep } from 'node:timers/promises'
import type { AgentIdentity } from './identity-file.ts'

/** Between two tries to renew, at most. */
const RETRY_MS_MAX = 60_000
/** Longest wait in one go; timers take no more than 2^31 ms. */
const WAIT_MS_MAX = 86_400_000

export interface RotationOptions {
  readonly first: AgentIdentity
  readonly renew: (present: AgentIdentity) => Promise<AgentIdentity>
  /** Keeps the new identity and shows it from now on. */
  readonly use: (identity: AgentIdentity) => Promise<void>
  readonly failed: (detail: string) => void
  readonly signal: AbortSignal
}

/**
 * When an identity is to be renewed: after two thirds of its life, which leaves a third for an adapter that is away.
 */
export function renewAtMs(identity: AgentIdentity): number {
  return identity.issuedAtMs + Math.floor(((identity.expiresAtMs - identity.issuedAtMs) * 2) / 3)
}

/** Renews for as long as the agent runs; a failure is told and tried again. Ends when the signal is raised. */
export async function rotate(options: RotationOptions): Promise<void> {
  let present = options.first
  for (;;) {
    if (!(await waitUntil(renewAtMs(present), options.signal))) return
    try {
      const fresh = await options.renew(present)
      await options.use(fresh)
      // Only now: one that could not be kept is asked for again soon, not after two thirds of its life.
      present = fresh
    } catch (error) {
      options.failed(error instanceof Error ? error.message : String(error))
      const left = present.expiresAtMs - Date.now()
      const pause = Math.max(1_000, Math.min(RETRY_MS_MAX, left / 10))
      if (!(await waitUntil(Date.now() + pause, options.signal))) return
    }
  }
}

/** False when the signal was raised before. */
async function waitUntil(atMs: number, signal: AbortSignal): Promise<boolean> {
  for (let left = atMs - Date.now(); left > 0 && !signal.aborted; left = atMs - Date.now()) {
    await sleep(Math.min(left, WAIT_MS_MAX), undefined, { signal }).catch(() => undefined)
  }
  return !signal.aborted
}
