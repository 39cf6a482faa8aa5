import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Agent, request as send } from 'undici'
import { type Authority, openAuthority } from '../../../src/live/certificates/authority.ts'
import { type AgentBook, openJoinDoor } from '../../../src/live/targets/agents/join-door.ts'
import type {
  AgentChange,
  AgentProblem,
  AllocationList,
  AllocationReport,
  AllocationRequest,
  ChangeList,
  HostReport,
  NodePodList,
  ReleaseReport,
} from '../../../src/model/agent.ts'
import { formatJoinToken } from '../../../src/model/agent-token.ts'
import { AGENT_PORT, type Guest, OUTSIDE, quote } from '../lab/guest.ts'
import { DISK, HOST } from './requests.ts'

const DAY_MS = 86_400_000
/** An emulated guest on a machine with other work answers late. */
const ANSWER_MS = 300_000
const WAIT_MS = 300_000
/** MiB of each NumaNode for the guest's own system and the agent. */
const RESERVED_MIB = 200
const COMMAND = '/opt/berth'
const STATE = '/run/berth-agent'
/** Where the guest stands. */
export const PLACE = { region: 'r1', idc: 'i1', module: 'm1', rack: 'k1' }
export const AGENT_LOG = '/run/agent.log'

/** An answer of the agent as it came: `body` is what the status says it is. */
export interface Answer<T> {
  readonly status: number
  readonly body: T
}

/** The real agent in the guest, joined to a real authority here and called over mutual TLS. */
export interface AgentOnGuest {
  /** Whom it joined: tests act as the adapter by it. */
  readonly authority: Authority
  host(): Promise<HostReport>
  apply(request: AllocationRequest): Promise<Answer<AllocationReport & AgentProblem>>
  read(pod: string): Promise<Answer<AllocationReport & AgentProblem>>
  release(pod: string): Promise<Answer<ReleaseReport & AgentProblem>>
  pods(): Promise<readonly string[]>
  /** As a Node's agent: pods with an allocation, and the shared Cpus. */
  nodePods(): Promise<NodePodList>
  /** Number of the last change. */
  lastChange(): Promise<number>
  /** Changes after a number; waits for the first. */
  changes(after: number): Promise<ChangeList>
  /** Waits for a change of a kind about a pod; rejects after a minute. */
  changeAfter(after: number, kind: AgentChange['kind'], pod: string | null): Promise<AgentChange>
  /** kill -9. What is under way fails on the caller's side. */
  kill(): Promise<void>
  isRunning(): Promise<boolean>
  /** Starts it again on what it left; waits until it answers. */
  start(): Promise<void>
  close(): Promise<void>
}

/**
 * Brings the agent into the guest, lets it join by an invitation, and starts it with `further` arguments. One at a
 * time; `close` ends it. preload: a module of the guest that Node loads before the agent.
 */
export async function startAgent(
  guest: Guest,
  further: readonly string[] = [],
  preload: string | null = null,
): Promise<AgentOnGuest> {
  const folder = mkdtempSync(join(tmpdir(), 'berth-authority-'))
  const authority = await openAuthority(folder)
  await bringAgent(guest)
  const door = await openJoinDoor({
    authority,
    book: bookOfOne(),
    address: '127.0.0.1',
    port: 0,
    hosts: [OUTSIDE],
    lifetimeMs: DAY_MS,
    onAsked: () => undefined,
  })
  const adapter = `https://${OUTSIDE}:${door.port}`
  const token = formatJoinToken({
    secret: 'a-secret-of-these-tests-alone',
    authoritySha256: authority.fingerprint,
  })
  const agent = await joinedAgent(guest, { authority, adapter, token, further, preload })
  return {
    ...agent,
    async close() {
      await agent.close()
      await door.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** How an agent in the guest joins, and whose authority that is; preload as of startAgent. */
export interface JoinChoice {
  readonly authority: Authority
  readonly adapter: string
  readonly token: string
  readonly further: readonly string[]
  readonly preload?: string | null
}

/** Starts the agent that was brought into the guest and lets it join. */
export async function joinedAgent(guest: Guest, choice: JoinChoice): Promise<AgentOnGuest> {
  const { authority, adapter, token, further, preload = null } = choice
  const [node, ...rest] = agentWords(guest, adapter, token)
  const words = [node, ...(preload === null ? [] : ['--import', preload]), ...rest, ...further]
  const calls = await callsOf(guest, authority)
  const process = processOf(guest, words, calls.host)
  await process.start()
  return {
    authority,
    ...calls,
    ...process,
    async close() {
      await process.stop()
      await calls.hangUp()
    },
  }
}

/** Agents of an adapter with one host: whatever invitation is shown counts. */
function bookOfOne(): AgentBook {
  let known: ReturnType<AgentBook['joined']> = null
  return {
    spend: () => true,
    put: ({ address, issuedAtMs }) => (known = { address, joinedAtMs: issuedAtMs }),
    renew: () => undefined,
    joined: () => known,
  }
}

/** Copies the built agent into the guest, where it has never joined. */
export async function bringAgent(guest: Guest): Promise<void> {
  await guest.putTree(realpathSync('dist/agent'), COMMAND)
  await guest.must(`rm -rf ${STATE} ${AGENT_LOG}`)
}

/** The command line of the agent in the guest, which joins by `token`. */
export function agentWords(guest: Guest, adapter: string, token: string): readonly string[] {
  const port = guest.forwardedPort(AGENT_PORT)
  const { region, idc, module, rack } = PLACE
  const place = ['--host', HOST, '--region', region, '--idc', idc, '--module', module, '--rack', rack]
  return [
    ...['node', `${COMMAND}/berth-agent.js`, '--adapter', adapter, '--join', token, '--state', STATE, ...place],
    ...['--listen', `0.0.0.0:${AGENT_PORT}`, '--address', `https://127.0.0.1:${port}`],
    ...['--reserved-memory', String(RESERVED_MIB), '--disk', `${DISK}=/data:102400`, '--drift-ms', '1000'],
  ]
}

type Calls = Pick<
  AgentOnGuest,
  'host' | 'apply' | 'read' | 'release' | 'pods' | 'nodePods' | 'lastChange' | 'changes' | 'changeAfter'
>

async function callsOf(guest: Guest, authority: Authority): Promise<Calls & { hangUp(): Promise<void> }> {
  const port = guest.forwardedPort(AGENT_PORT)
  const caller = await authority.issue({ role: 'adapter', name: 'tests', hosts: [], lifetimeMs: DAY_MS })
  const dispatcher = new Agent({
    connect: {
      ca: authority.certificate,
      cert: caller.certificate,
      key: caller.key,
      // Its address is this machine's; whom it speaks for stands in its subject.
      checkServerIdentity: (_, { subject }) => (subject.CN === HOST ? undefined : new Error(`this is ${subject.CN}`)),
    },
    headersTimeout: ANSWER_MS,
  })
  const call = async <T>(method: 'GET' | 'PUT' | 'DELETE', path: string, body?: object): Promise<Answer<T>> => {
    const text =
      body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
    const answer = await send(`https://127.0.0.1:${port}/v1/${path}`, { method, dispatcher, ...text })
    return { status: answer.statusCode, body: (await answer.body.json()) as T }
  }
  const of = (pod: string) => `allocations/${encodeURIComponent(pod)}`
  const changes = async (after: number) => (await call<ChangeList>('GET', `changes?after=${after}`)).body
  const list = async () => (await call<AllocationList>('GET', 'allocations')).body
  return {
    host: async () => (await call<HostReport>('GET', 'host')).body,
    apply: (request) => call('PUT', of(request.pod), request),
    read: (pod) => call('GET', of(pod)),
    release: (pod) => call('DELETE', of(pod)),
    pods: async () => (await list()).allocations.map(({ request }) => request.pod),
    nodePods: async () => (await call<NodePodList>('GET', 'pods')).body,
    lastChange: async () => (await list()).change,
    changes,
    async changeAfter(after, kind, pod) {
      for (const startedAtMs = Date.now(); Date.now() - startedAtMs < WAIT_MS; ) {
        const news = await changes(after)
        const found = news.changes.find((each) => each.kind === kind && each.pod === pod)
        if (found !== undefined) return found
        after = news.change
      }
      throw new Error(`no change ${kind} of ${pod} in ${WAIT_MS} ms`)
    },
    hangUp: () => dispatcher.destroy(),
  }
}

/** The agent as a process of the guest. ask: fails until it answers. */
export function processOf(
  guest: Guest,
  words: readonly string[],
  ask: () => Promise<unknown>,
): Pick<AgentOnGuest, 'kill' | 'isRunning' | 'start'> & { stop(): Promise<void> } {
  let pid = 0
  const end = async (signal: string) => {
    await guest.must(`kill -${signal} ${pid}; while [ -d /proc/${pid} ]; do sleep 0.05; done`, { timeoutMs: WAIT_MS })
  }
  return {
    kill: () => end('KILL'),
    isRunning: async () => (await guest.run(`[ -d /proc/${pid} ]`)).code === 0,
    stop: () => end('TERM'),
    async start() {
      pid = await guest.background(words.map(quote).join(' '), AGENT_LOG)
      await untilItAnswers(guest, ask)
    },
  }
}

async function untilItAnswers(guest: Guest, ask: () => Promise<unknown>): Promise<void> {
  for (const startedAtMs = Date.now(); ; await sleep(200)) {
    try {
      await ask()
      return
    } catch (fault) {
      if (Date.now() - startedAtMs > WAIT_MS) throw new Error(`${fault}\n${await guest.must(`tail -20 ${AGENT_LOG}`)}`)
    }
  }
}
