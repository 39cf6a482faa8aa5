import { join as joinPath } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { JoinToken } from '../model/agent-token.ts'
import type { PlaceWords } from './discover/host.ts'
import { createAgentApp } from './door/agent-app.ts'
import { type HttpsDoor, openHttpsDoor } from './door/https-door.ts'
import { HostAgent } from './host-agent.ts'
import { type AgentIdentity, loadIdentity, saveIdentity } from './join/identity-file.ts'
import { join, renew } from './join/join.ts'
import { rotate } from './join/rotation.ts'
import { reasonOf } from './kernel/kernel.ts'
import { createLinuxKernel } from './kernel/linux-kernel.ts'
import { keepToReservedCpus } from './reserved-cpus.ts'

export interface RunAgentOptions {
  readonly adapter: URL
  /** Null: only an identity that is kept already will do. */
  readonly token: JoinToken | null
  readonly place: PlaceWords
  readonly listen: { readonly address: string; readonly port: number }
  /** Where the adapter reaches the agent. */
  readonly address: string
  readonly stateFolder: string
  readonly cgroupRoot: string
  readonly uplink: string | null
  readonly driftMs: number
  readonly repair: boolean
  /** One line for a log. */
  readonly log: (line: string) => void
}

/** A running agent. */
export interface RunningAgent {
  readonly door: HttpsDoor
  readonly agent: HostAgent
  close(): Promise<void>
}

/** There is no identity, and nothing to get one with. */
export class NotJoined extends Error {}

/**
 * Starts the agent of this machine: keeps to the reserved Cpus, finishes what a crash left, joins unless it has joined,
 * serves, and looks for drift. Rejects with a DiscoveryError, an AdapterError, NotJoined, or the error of listening.
 */
export async function runAgent(options: RunAgentOptions): Promise<RunningAgent> {
  const { place, stateFolder, log } = options
  const kernel = createLinuxKernel()
  const outside = await keepToReservedCpus(kernel, place.reservedCpus, process.pid)
  if (outside !== null) log(outside)
  const agent = await HostAgent.open({
    kernel,
    place,
    stateFolder: joinPath(stateFolder, 'pods'),
    cgroupRoot: options.cgroupRoot,
    settings: { uplink: options.uplink },
    repair: options.repair,
  })
  const identityPath = joinPath(stateFolder, 'identity.json')
  const identity = await identityFor(options, identityPath)
  const door = await openHttpsDoor({
    ...options.listen,
    identity,
    callers: ['adapter'],
    fetch: createAgentApp(agent).fetch,
  })
  const ended = new AbortController()
  const { signal } = ended
  const loops = [
    rotate({
      first: identity,
      renew: (present) => renew(options.adapter, present),
      use: async (fresh) => {
        await saveIdentity(identityPath, fresh)
        door.renew(fresh)
        log(`certificate renewed until ${new Date(fresh.expiresAtMs).toISOString()}`)
      },
      failed: (detail) => log(`certificate not renewed: ${detail}`),
      signal,
    }),
    lookForDrift(agent, options.driftMs, log, signal),
    logChanges(agent, log, signal),
  ]
  return {
    door,
    agent,
    close: async () => {
      ended.abort()
      await door.close()
      await Promise.all(loops)
    },
  }
}

async function identityFor(options: RunAgentOptions, path: string): Promise<AgentIdentity> {
  const { adapter, token, address } = options
  const host = options.place.name
  const kept = await loadIdentity(path, host)
  if (kept !== null && kept.expiresAtMs > Date.now()) return kept
  if (token === null) throw new NotJoined(kept === null ? 'the host has not joined yet' : 'its certificate has run out')
  const identity = await join({ adapter, host, address, token })
  await saveIdentity(path, identity)
  return identity
}

async function lookForDrift(
  agent: HostAgent,
  everyMs: number,
  log: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await sleep(everyMs, undefined, { signal }).catch(() => undefined)
    if (signal.aborted) return
    await agent.look().catch((error: unknown) => log(`cannot look for drift: ${reasonOf(error)}`))
  }
}

async function logChanges(agent: HostAgent, log: (line: string) => void, signal: AbortSignal): Promise<void> {
  let after = 0
  while (!signal.aborted) {
    const { changes, change } = await agent.changes(after, signal)
    for (const { kind, pod, detail } of changes) log(`${kind} ${pod ?? ''}: ${detail}`)
    after = change
  }
}
