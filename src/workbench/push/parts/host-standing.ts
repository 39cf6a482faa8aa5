import { isSilent } from '../../../model/agent-health.ts'
import type { AgentHealth } from '../../../model/api.ts'
import type { ObservedHost } from '../../../model/snapshot.ts'

/** How a host stands as far as the page knows: the snapshot may be older than what its agent was last asked. */
export interface HostStanding {
  /** It and its agent, where it has one, answer. */
  readonly isReady: boolean
  /** Mark and words: `ready`, `⊘ cordoned`, `✕ not ready, cordoned`, `✕ its agent is silent`. */
  readonly words: string
}

/** agents: as the server last saw them, null before it told. */
export function hostStanding(host: ObservedHost, agents: ReadonlyMap<string, AgentHealth> | null): HostStanding {
  const agent = agents?.get(host.name)
  const isAway = agent !== undefined && isSilent(agent)
  const isReady = host.ready && !isAway
  if (isReady) return { isReady, words: host.cordoned ? '⊘ cordoned' : 'ready' }
  return { isReady, words: `✕ ${isAway ? 'its agent is silent' : 'not ready'}${host.cordoned ? ', cordoned' : ''}` }
}
