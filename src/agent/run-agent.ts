import { join as joinPath } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ChangeList } from '../model/agent.ts'
import type { JoinToken } from '../model/agent-token.ts'
import type { PlaceWords } from './discover/host.ts'
import { knownHost } from './discover/known-host.ts'
import { createAgentApp } from './door/agent-app.ts'
import { type HttpsDoor, openHttpsDoor } from './door/https-door.ts'
import { createNodeApp } from './door/node-app.ts'
import { HostAgent } from './host-agent.ts'
import { type AgentIdentity, loadIdentity, saveIdentity } from './join/identity-file.ts'
import { join, renew } from './join/join.ts'
import { rotate } from './join/rotation.ts'
import { type Kernel, reasonOf } from './kernel/kernel.ts'
import { createLinuxKernel } from './kernel/linux-kernel.ts'
import type { NodeService } from './node/node-service.ts'
import { runNode } from './node/run-node.ts'
import { keepFromOomKiller } from './oom-score.ts'
import { ApiServer } from './publish/api-server.ts'
import { keepPublished } from './publish/publisher.ts'
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
  /** On a Kubernetes Node: the socket where the container runtime takes plugins. Null: a host of our own. */
  readonly nriSocket: string | null
  /** On a Kubernetes Node: where its slices are published, and the folder of the account. Null: nowhere. */
  readonly publish: { readonly server: URL; readonly account: string } | null
  /** One line for a log. */
  readonly log: (line: string) => void
}

/** A running agent. */
export interface RunningAgent {
  readonly door: HttpsDoor
  close(): Promise<void>
}

/** There is no identity, and nothing to get one with. */
export class NotJoined extends Error {}

/** What is served, and what goes on beside it until the signal is raised. */
interface Served {
  readonly fetch: (request: Request) => Response | Promise<Response>
  readonly service: Watched
  readonly ended: Promise<void>
}

interface Watched {
  look(): Promise<void>
  changes(after: number, signal: AbortSignal): Promise<ChangeList>
}

/**
 * Starts the agent of this machine: keeps to the reserved Cpus and from the OOM killer, finishes what a crash left,
 * joins unless it has joined, serves, and looks for drift. Rejects with a DiscoveryError, an AdapterError, NotJoined,
 * or the error of listening.
 */
export async function runAgent(options: RunAgentOptions): Promise<RunningAgent> {
  const { place, stateFolder, nriSocket, log } = options
  const kernel = createLinuxKernel()
  const unkept = [
    await keepToReservedCpus(kernel, place.reservedCpus, process.pid),
    await keepFromOomKiller(kernel, process.pid),
  ]
  for (const line of unkept) if (line !== null) log(line)
  const ended = new AbortController()
  const { signal } = ended
  const host = nriSocket === null ? await serveHost(kernel, options) : null
  const identityPath = joinPath(stateFolder, 'identity.json')
  const identity = await identityFor(options, identityPath)
  const { authority } = identity
  const served = host ?? (await serveNode(kernel, options, { nriSocket: nriSocket ?? '', authority, signal }))
  const door = await openHttpsDoor({
    ...options.listen,
    identity,
    callers: ['adapter'],
    fetch: served.fetch,
  }).catch((error: unknown) => {
    ended.abort()
    throw error
  })
  const loops = [
    rotate({
      first: identity,
      renew: (present) => renew(options.adapter, present),
      use: async (fresh) => {
        // Shown first: a full disk keeps it from a restart, not from callers.
        door.renew(fresh)
        await saveIdentity(identityPath, fresh)
        log(`certificate renewed until ${new Date(fresh.expiresAtMs).toISOString()}`)
      },
      failed: (detail) => log(`certificate not renewed: ${detail}`),
      signal,
    }),
    lookForDrift(served.service, options.driftMs, log, signal),
    logChanges(served.service, log, signal),
    served.ended,
  ]
  return {
    door,
    close: async () => {
      ended.abort()
      await door.close()
      await Promise.all(loops)
    },
  }
}

async function serveHost(kernel: Kernel, options: RunAgentOptions): Promise<Served> {
  const { place, stateFolder, cgroupRoot, uplink, repair } = options
  const agent = await HostAgent.open({
    kernel,
    place,
    stateFolder: joinPath(stateFolder, 'pods'),
    cgroupRoot,
    settings: { uplink },
    repair,
  })
  return { fetch: createAgentApp(agent).fetch, service: agent, ended: Promise.resolve() }
}

async function serveNode(
  kernel: Kernel,
  options: RunAgentOptions,
  at: { readonly nriSocket: string; readonly authority: string; readonly signal: AbortSignal },
): Promise<Served> {
  const { place, cgroupRoot, stateFolder, repair, log } = options
  const node = await runNode({ kernel, place, cgroupRoot, stateFolder, repair, log, ...at })
  const ended = Promise.all([node.ended, publishSlices(kernel, node.service, options, at.signal)]).then(() => undefined)
  return { fetch: createNodeApp(node.service).fetch, service: node.service, ended }
}

async function publishSlices(
  kernel: Kernel,
  service: NodeService,
  options: RunAgentOptions,
  signal: AbortSignal,
): Promise<void> {
  const { publish, place, driftMs, log } = options
  if (publish === null) return
  const api = new ApiServer(publish.server, publish.account)
  const facts = knownHost(kernel, async () => (await service.report()).host)
  await keepPublished({ api, node: place.name, facts, everyMs: driftMs, log, signal })
  await api.close()
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
  agent: Watched,
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

async function logChanges(agent: Watched, log: (line: string) => void, signal: AbortSignal): Promise<void> {
  let after = 0
  while (!signal.aborted) {
    const { changes, change } = await agent.changes(after, signal)
    for (const { kind, pod, detail } of changes) log(`${kind} ${pod ?? ''}: ${detail}`)
    after = change
  }
}
