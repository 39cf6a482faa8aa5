import { setTimeout as sleep } from 'node:timers/promises'
import type { AgentHealth, NodeHealth } from '../../../model/api.ts'
import { onAbort } from '../../on-abort.ts'
import { type AgentAddress, AgentClient, type CredentialSource } from './agent-client.ts'

const EACH_MS = 15_000
/** An agent that takes longer counts as one that does not answer. */
const ANSWER_MS = 10_000
const AT_ONCE = 64

export interface AgentWatchOptions {
  readonly credentials: CredentialSource
  /** Agents that joined, asked anew each time: they come and go. */
  readonly agents: () => readonly AgentAddress[]
  /** Why none of them can answer now, '' for nothing: known before they are asked again. */
  readonly away?: (() => string) | undefined
  readonly nowMs: () => number
}

type Known = Pick<AgentHealth, 'version' | 'lastSeenMs' | 'reason' | 'drifted' | 'node'>

const UNKNOWN: Known = { version: null, lastSeenMs: null, reason: 'not asked yet', drifted: 0, node: null }

/** Asks every agent again and again how it is, and keeps the last answer of each. */
export class AgentWatch {
  readonly #options: AgentWatchOptions
  readonly #client: AgentClient
  readonly #known = new Map<string, Known>()
  readonly #ended = new AbortController()
  #running: Promise<void> = Promise.resolve()
  #first: Promise<void> = Promise.resolve()

  constructor(options: AgentWatchOptions) {
    this.#options = options
    this.#client = new AgentClient(options.credentials)
  }

  /** Begins to look, each quarter of a minute until `close`. */
  start(): void {
    this.#first = this.look()
    this.#running = this.#run()
  }

  async #run(): Promise<void> {
    const { signal } = this.#ended
    await this.#first
    for (;;) {
      await sleep(EACH_MS, undefined, { signal, ref: false }).catch(() => undefined)
      if (signal.aborted) return
      await this.look()
    }
  }

  /** As `agents`, once each was asked. */
  async asked(): Promise<ReadonlyMap<string, AgentHealth>> {
    await this.#first
    return this.agents
  }

  /** How each agent is that has joined, by host. */
  get agents(): ReadonlyMap<string, AgentHealth> {
    const agents = this.#options.agents()
    const reason = this.#options.away?.() ?? ''
    const known = (host: string): Known => this.#known.get(host) ?? UNKNOWN
    const now = (host: string): Known => (reason === '' ? known(host) : { ...known(host), reason })
    return new Map(agents.map(({ host, address }) => [host, { address, ...now(host) }]))
  }

  /** Asks all of them once, many at a time. Never rejects: no answer is one too. */
  async look(): Promise<void> {
    const agents = this.#options.agents()
    const left = agents.values()
    const worker = async (): Promise<void> => {
      for (const agent of left) await this.#ask(agent)
    }
    await Promise.all(Array.from({ length: AT_ONCE }, worker))
    const hosts = new Set(agents.map(({ host }) => host))
    for (const host of this.#known.keys()) if (!hosts.has(host)) this.#known.delete(host)
  }

  async #ask(agent: AgentAddress): Promise<void> {
    const late = new AbortController()
    const timer = setTimeout(() => late.abort(new Error(`no answer in ${ANSWER_MS} ms`)), ANSWER_MS)
    const ended = this.#ended.signal
    if (ended.aborted) late.abort(ended.reason)
    // No AbortSignal.any: a signal that lasts keeps note of each one made of it, for as long as it lasts.
    const forget = onAbort(ended, () => late.abort(ended.reason))
    const answer = await this.#answer(agent, late.signal)
    clearTimeout(timer)
    forget()
    const before = this.#known.get(agent.host) ?? UNKNOWN
    const now = typeof answer === 'string' ? { ...before, reason: answer } : answer
    this.#known.set(agent.host, now)
  }

  /** What it says of itself, or why it says nothing. */
  async #answer(agent: AgentAddress, signal: AbortSignal): Promise<Known | string> {
    const pods = await this.#client.pods(agent, signal)
    const seen = { lastSeenMs: this.#options.nowMs(), reason: '' }
    if (pods.kind === 'ok') {
      const { version, isConnected, sharedCpus, kubeletPolicy, pods: list } = pods.value
      const { unfenced = 'its agent does not say' } = pods.value
      const node: NodeHealth = { isConnected, sharedCpus, kubeletPolicy, unfenced }
      return { ...seen, version, drifted: list.filter(({ drift }) => drift.length > 0).length, node }
    }
    if (pods.kind !== 'absent') return pods.reason
    const plain = await this.#client.allocations(agent, signal)
    if (plain.kind === 'absent') return 'it serves neither pods nor allocations'
    if (plain.kind !== 'ok') return plain.reason
    const { version, allocations } = plain.value
    return { ...seen, version, drifted: allocations.filter(({ state }) => state !== 'applied').length, node: null }
  }

  async close(): Promise<void> {
    this.#ended.abort()
    await this.#client.close()
    await this.#running
  }
}
