import { setMaxListeners } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { startSandbox } from '../../src/cli/serve/sandbox-process.ts'
import { openAuthority } from '../../src/live/certificates/authority.ts'
import { AgentClient } from '../../src/live/targets/agents/agent-client.ts'
import { type AllocationRequest, isAgentHolding } from '../../src/model/agent.ts'
import type { Fleet } from '../../src/model/fleet.ts'
import type { Scenario } from '../../src/model/scenario.ts'
import type { ObservedPod } from '../../src/model/snapshot.ts'
import type { StateLine } from '../../src/sandbox/state-file.ts'
import { crashFleet } from './fleet.ts'
import type { TargetWords, World } from './world.ts'

const MAIN = pathToFileURL(join(import.meta.dirname, '../../dist/crash/sandbox.js'))
const DAY_MS = 86_400_000
/** Long enough that calls are under way when an adapter dies. */
const APPLY_MS = [0, 4] as const
/** All calls of a reset are under way at once. */
const NEVER = new AbortController().signal
setMaxListeners(0, NEVER)

/**
 * The real sandbox, a process that outlives the adapters that call it, as agents do. What was changed is read from its
 * own log of what its hosts hold.
 */
export async function openSandboxWorld(): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'berth-sandbox-'))
  const stateFile = join(folder, 'state.ndjson')
  const authority = await openAuthority(join(folder, 'authority'))
  const { fleet, pods } = crashFleet()
  const sandbox = await startSandbox(
    { scenario: emptyScenario(fleet), seed: 1, atUs: 0, authority, stateFile, applyMs: APPLY_MS },
    MAIN,
  )
  const own = await authority.issue({ role: 'adapter', name: 'berth', hosts: [], lifetimeMs: DAY_MS })
  const credentials = { authority: authority.certificate, certificate: own.certificate, key: own.key }
  const client = new AgentClient(async () => credentials)
  const words: TargetWords = { kind: 'sandbox', agents: sandbox.agents, networks: sandbox.networks, credentials }
  const start = pods.flatMap((pod, i) => (pod.holding === null ? [] : [allocationOf(pod, i)]))
  let begunAt = 0

  const held = async (): Promise<readonly AllocationRequest[]> => {
    const lists = await Promise.all(sandbox.agents.map((agent) => client.allocations(agent, NEVER)))
    return lists.flatMap((list) => good(list).allocations.map(({ request }) => request))
  }
  const agentOf = (host: string) => sandbox.agents.find((agent) => agent.host === host) ?? sandbox.agents[0]
  return {
    async begin() {
      await Promise.all(
        (await held()).map(async ({ pod, holding }) => good(await client.release(agentOf(holding.host), pod, NEVER))),
      )
      await Promise.all(
        start.map(async (request) => good(await client.apply(agentOf(request.holding.host), request, NEVER))),
      )
      begunAt = statSync(stateFile).size
      return words
    },
    async left() {
      const truth = (await held()).map(
        ({ pod, decisionId, holding }) => `${pod} ${decisionId} ${JSON.stringify(holding)}`,
      )
      const lines = await linesFrom(stateFile, begunAt)
      return { truth: truth.sort(), effects: lines.map(effectOf).sort() }
    },
    async close() {
      await client.close()
      await sandbox.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Hosts without a game: what they hold is given to them. */
function emptyScenario(fleet: Fleet): Scenario {
  const delay = { fromUs: 0, toUs: 0 }
  return {
    name: 'crash',
    title: 'The hosts of a plan that is cut off',
    size: 'smoke',
    durationUs: 60_000_000,
    scalingIntervalUs: 30_000_000,
    sampleIntervalUs: 30_000_000,
    fleet,
    games: [],
    delays: { bindUs: delay, startUs: delay },
    hostFaults: [],
  }
}

function allocationOf(pod: ObservedPod, ordinal: number): AllocationRequest {
  const { name, game, zone, component, request, holding } = pod
  if (holding === null || !isAgentHolding(holding)) throw new Error(`${name} holds nothing that agents carry out`)
  const network = { vlan: 7, prefixLength: 24 }
  const decisionId = `start/${ordinal}`
  return { pod: name, game, zone, component, asked: request, decisionId, holding, network, process: null }
}

function good<T>(answer: { readonly kind: string; readonly value?: T }): T {
  if (answer.kind === 'ok') return answer.value as T
  throw new Error(JSON.stringify(answer))
}

function effectOf(line: StateLine): string {
  return 'apply' in line
    ? `apply ${line.apply.decisionId} ${line.apply.pod}`
    : `release ${line.release} on ${line.host}`
}

/** Lines of a log from an offset in bytes on. */
async function linesFrom(path: string, offset: number): Promise<readonly StateLine[]> {
  const file = await open(path)
  try {
    const text = await file.createReadStream({ start: offset, encoding: 'utf8', autoClose: false }).toArray()
    const lines = text
      .join('')
      .split('\n')
      .filter((line) => line !== '')
    return lines.map((line) => JSON.parse(line) as StateLine)
  } finally {
    await file.close()
  }
}
