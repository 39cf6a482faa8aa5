import type { PeerCertificate } from 'node:tls'
import { Agent, request as send } from 'undici'
import type {
  AllocationList,
  AllocationReport,
  AllocationRequest,
  HostReport,
  NodePodList,
  NodePodReport,
  NodePodRequest,
} from '../../../model/agent.ts'
import type { CallOutcome } from '../target.ts'

/** Where one host's agent is, and whose certificate answers there (the host's own name, or the sandbox's). */
export interface AgentAddress {
  readonly host: string
  /** Base address of docs of `model/agent.ts`, without a slash at its end. */
  readonly address: string
  readonly certificateName: string
}

/** PEM texts: the authority that both sides trust, and the adapter's own certificate. */
export interface AgentCredentials {
  readonly authority: string
  readonly certificate: string
  readonly key: string
}

/** What to show agents now, asked before each call: the same object until there is another certificate. */
export type CredentialSource = () => Promise<AgentCredentials>

/** What came back, or why nothing did. */
export type AgentAnswer<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'absent' }
  | Exclude<CallOutcome, { kind: 'done' } | { kind: 'wait' }>

/** An apply rewrites memory on its way to another NumaNode, which takes its time. */
const CHANGE_MS = 60_000
/** A look answers in milliseconds; the most that a host which hangs may hold up the snapshot of all. */
export const LOOK_MS = 15_000
const CONNECT_MS = 5_000

/** Calls of the agent's protocol. Connections are kept; each goes to one agent, whose certificate must name it. */
export class AgentClient {
  readonly #credentials: CredentialSource
  readonly #lookMs: number
  /** What the dispatchers show. */
  #shown: AgentCredentials | null = null
  /** By certificate name: a connection is only as good as the name it was checked for. */
  readonly #dispatchers = new Map<string, Agent>()
  /** They show what was shown before, and finish what they were asked. */
  readonly #leaving = new Set<Agent>()

  constructor(credentials: CredentialSource, lookMs = LOOK_MS) {
    this.#credentials = credentials
    this.#lookMs = lookMs
  }

  host(agent: AgentAddress, signal: AbortSignal): Promise<AgentAnswer<HostReport>> {
    return this.#call(agent, 'GET', '/v1/host', null, signal)
  }

  allocations(agent: AgentAddress, signal: AbortSignal): Promise<AgentAnswer<AllocationList>> {
    return this.#call(agent, 'GET', '/v1/allocations', null, signal)
  }

  allocation(agent: AgentAddress, pod: string, signal: AbortSignal): Promise<AgentAnswer<AllocationReport>> {
    return this.#call(agent, 'GET', allocationPath(pod), null, signal)
  }

  apply(agent: AgentAddress, body: AllocationRequest, signal: AbortSignal): Promise<AgentAnswer<AllocationReport>> {
    return this.#call(agent, 'PUT', allocationPath(body.pod), body, signal)
  }

  release(agent: AgentAddress, pod: string, signal: AbortSignal): Promise<AgentAnswer<unknown>> {
    return this.#call(agent, 'DELETE', allocationPath(pod), null, signal)
  }

  /** Of a Kubernetes Node, as `applyToPod`. */
  pods(agent: AgentAddress, signal: AbortSignal): Promise<AgentAnswer<NodePodList>> {
    return this.#call(agent, 'GET', '/v1/pods', null, signal)
  }

  applyToPod(
    agent: AgentAddress,
    uid: string,
    body: NodePodRequest,
    signal: AbortSignal,
  ): Promise<AgentAnswer<NodePodReport>> {
    return this.#call(agent, 'PUT', `/v1/pods/${encodeURIComponent(uid)}`, body, signal)
  }

  async close(): Promise<void> {
    const all = [...this.#dispatchers.values(), ...this.#leaving]
    await Promise.all(all.map((dispatcher) => dispatcher.destroy()))
  }

  async #call<T>(
    agent: AgentAddress,
    method: 'GET' | 'PUT' | 'DELETE',
    path: string,
    body: object | null,
    signal: AbortSignal,
  ): Promise<AgentAnswer<T>> {
    try {
      const credentials = await this.#credentials()
      const waitMs = method === 'GET' ? this.#lookMs : CHANGE_MS
      const answer = await send(`${agent.address}${path}`, {
        method,
        dispatcher: this.#dispatcher(agent.certificateName, credentials),
        signal,
        headersTimeout: waitMs,
        bodyTimeout: waitMs,
        ...(body === null ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      })
      const text = await answer.body.text()
      if (answer.statusCode === 200) return { kind: 'ok', value: JSON.parse(text) as T }
      return answerOfStatus(agent, answer.statusCode, text)
    } catch (error) {
      return { kind: 'unreachable', reason: `${agent.host}: ${failureWords(error, agent)}` }
    }
  }

  #dispatcher(name: string, credentials: AgentCredentials): Agent {
    if (credentials !== this.#shown) this.#show(credentials)
    const known = this.#dispatchers.get(name)
    if (known !== undefined) return known
    const { authority, certificate, key } = credentials
    const connect = {
      ca: authority,
      cert: certificate,
      key,
      timeout: CONNECT_MS,
      checkServerIdentity: (_: string, peer: PeerCertificate) => faultOfPeer(peer, name),
    }
    const dispatcher = new Agent({ connect, connections: 8, keepAliveTimeout: 30_000 })
    this.#dispatchers.set(name, dispatcher)
    return dispatcher
  }

  #show(credentials: AgentCredentials): void {
    this.#shown = credentials
    for (const dispatcher of this.#dispatchers.values()) {
      this.#leaving.add(dispatcher)
      const gone = (): void => void this.#leaving.delete(dispatcher)
      dispatcher.close().then(gone, gone)
    }
    this.#dispatchers.clear()
  }
}

function allocationPath(pod: string): string {
  return `/v1/allocations/${encodeURIComponent(pod)}`
}

/** The chain is checked by then; what is left is who it names. Addresses may change, names may not. */
function faultOfPeer(peer: PeerCertificate, name: string): Error | undefined {
  const { OU, CN } = peer.subject
  if (OU === 'agent' && CN === name) return undefined
  return new Error(`its certificate names ${OU} ${CN}, expected agent ${name}`)
}

/** Why no answer came. What the library says of its own limits is of no use to who reads it. */
function failureWords(error: unknown, { address }: AgentAddress): string {
  const code = error instanceof Error && 'code' in error ? error.code : ''
  const { host } = new URL(address)
  if (code === 'UND_ERR_CONNECT_TIMEOUT') return `no connection to ${host} within ${CONNECT_MS / 1000} s`
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') return `no answer from ${host} in time`
  return error instanceof Error ? error.message : String(error)
}

/** Which answers may pass by themselves, which are about others, and which are final. */
function answerOfStatus(agent: AgentAddress, status: number, text: string): AgentAnswer<never> {
  const reason = `${agent.host}: ${detailOf(text) ?? `status ${status}`}`
  if (status === 404) return { kind: 'absent' }
  if (status === 409) return { kind: 'clash', host: agent.host, reason }
  if (status === 429 || status >= 500) return { kind: 'unreachable', reason }
  return { kind: 'refused', reason }
}

/** The words of a problem document: its detail and every reason, or null when it is none. */
function detailOf(text: string): string | null {
  try {
    const { title, detail, reasons } = JSON.parse(text) as { title?: string; detail?: string; reasons?: unknown[] }
    const words = [detail ?? title, ...(reasons ?? []).map(reasonText)].filter((word) => word !== undefined)
    return words.length === 0 ? null : words.join('; ')
  } catch {
    return null
  }
}

function reasonText(reason: unknown): string {
  if (typeof reason !== 'object' || reason === null) return String(reason)
  const { path, found, expected } = reason as Record<string, unknown>
  return `${path}: found ${found}, expected ${expected}`
}
