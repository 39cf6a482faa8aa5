import type { Authority } from '../../certificates/authority.ts'
import type { AgentCredentials, CredentialSource } from './agent-client.ts'

const LIFETIME_MS = 90 * 86_400_000

/**
 * The adapter's own certificate towards agents: issued at the first call, and anew after two thirds of its life, for
 * agents refuse one that has run out. Until then each call resolves to the same object.
 */
export function ownCredentials(authority: Authority, lifetimeMs = LIFETIME_MS): CredentialSource {
  let present: Promise<AgentCredentials> | null = null
  let renewAtMs = 0
  const issue = async (): Promise<AgentCredentials> => {
    const own = await authority.issue({ role: 'adapter', name: 'berth', hosts: [], lifetimeMs })
    return { authority: authority.certificate, certificate: own.certificate, key: own.key }
  }
  return () => {
    if (present === null || Date.now() >= renewAtMs) {
      renewAtMs = Date.now() + Math.floor((lifetimeMs * 2) / 3)
      present = issue()
    }
    return present
  }
}
