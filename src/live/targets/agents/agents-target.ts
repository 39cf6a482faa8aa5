import { setMaxListeners } from 'node:events'
import { isDeepStrictEqual } from 'node:util'
import { assert } from '../../../base/assert.ts'
import { type AllocationReport, type AllocationRequest, isAgentHolding } from '../../../model/agent.ts'
import { NO_AGENT_YET } from '../../../model/api.ts'
import type { HoldingWords } from '../../../model/decision.ts'
import type { PlanStep } from '../../../model/plan.ts'
import type { Snapshot, TargetRef } from '../../../model/snapshot.ts'
import {
  type CallContext,
  type CallOutcome,
  type CallRequest,
  type Direction,
  type Target,
  TargetUnreachable,
} from '../target.ts'
import { type AgentAddress, type AgentAnswer, AgentClient, type CredentialSource } from './agent-client.ts'
import { type HostObservation, type Networks, snapshotOf } from './observe.ts'
import { agentCallsOf } from './steps.ts'

/** Which hosts take no new pods; kept by the adapter, since an agent does as it is told. */
export interface CordonBook {
  cordoned(): ReadonlySet<string>
  /** A host stays cordoned while any plan wants it so. */
  set(host: string, plan: string, on: boolean): void
}

export interface AgentsTargetOptions {
  readonly ref: TargetRef
  readonly credentials: CredentialSource
  /** Asked anew for each snapshot: agents join and leave. */
  readonly agents: () => readonly AgentAddress[]
  readonly networks: Networks
  readonly cordons: CordonBook
  /** How long a look at an agent may take, in milliseconds; LOOK_MS where left out. */
  readonly lookMs?: number
}

/**
 * Agents asked at once for a snapshot, each over two sockets: few enough for the files a process may have open, enough
 * that as many which hang are waited for together.
 */
const ASKED_AT_ONCE = 256

/** The target whose hosts run the agent; simulated hosts of the sandbox are reached the same way. */
export function openAgentsTarget(options: AgentsTargetOptions): Target {
  return new AgentsTarget(options)
}

class AgentsTarget implements Target {
  readonly ref: TargetRef
  readonly #options: AgentsTargetOptions
  readonly #client: AgentClient
  readonly #last = new Map<string, HostObservation>()

  constructor(options: AgentsTargetOptions) {
    this.ref = options.ref
    this.#options = options
    this.#client = new AgentClient(options.credentials, options.lookMs)
  }

  async snapshot(signal: AbortSignal): Promise<Snapshot> {
    // Every request in flight listens to the one signal; Node takes more than ten for a leak.
    setMaxListeners(0, signal)
    const observedAtMs = Date.now()
    const agents = this.#options.agents()
    const seen: (HostObservation | string)[] = []
    const left = agents.entries()
    const askOn = async (): Promise<void> => {
      for (const [i, agent] of left) {
        if (signal.aborted) return
        seen[i] = await this.#observe(agent, signal)
      }
    }
    await Promise.all(Array.from({ length: ASKED_AT_ONCE }, askOn))
    // Calls that the caller broke off are no silence of agents.
    if (signal.aborted) throw new TargetUnreachable(String(signal.reason?.message ?? signal.reason))
    const unseen = seen.filter((one) => typeof one === 'string')
    const observations = seen.filter((one) => typeof one !== 'string')
    if (agents.length === 0) throw new TargetUnreachable(NO_AGENT_YET)
    // What a host holds that was never seen cannot be known to be free: an address of a shared pool, say.
    if (unseen.length > 0) throw new TargetUnreachable(unseen.slice(0, 3).join('; '))
    const { ref, networks, cordons } = this.#options
    return snapshotOf(observations, { target: ref, observedAtMs, networks, cordoned: cordons.cordoned() })
  }

  callsOf(step: PlanStep, direction: Direction): readonly string[] {
    return [...agentCallsOf(step, direction).keys()]
  }

  async call(request: CallRequest): Promise<CallOutcome> {
    const { step, direction, signal, dryRun } = request
    const call = agentCallsOf(step, direction).get(request.call)
    assert(call !== undefined, `step ${step.number} has a call ${request.call}`)
    const host = call.kind === 'release' ? call.host : call.holding.host
    const agent = this.#options.agents().find((candidate) => candidate.host === host)
    if (agent === undefined) return { kind: 'clash', host, reason: `${host} is no host of ${this.ref.name} any more` }
    if (dryRun === 'server') return outcomeOf(await this.#client.host(agent, signal), () => DONE)
    if (call.kind === 'release') return outcomeOf(await this.#client.release(agent, step.pod, signal), () => DONE)
    if (call.kind === 'verify') {
      const answer = await this.#client.allocation(agent, step.pod, signal)
      return outcomeOf(answer, (report) => verdictOf(report, call.holding), {
        kind: 'clash',
        host,
        reason: `${host} holds nothing for ${step.pod} any more`,
      })
    }
    const decisionId = `${request.plan}/${step.number}/${direction}`
    const body = this.#allocation(step, call.holding, decisionId)
    return outcomeOf(await this.#client.apply(agent, body, signal), (report) => verdictOf(report, call.holding))
  }

  async cordon(host: string, on: boolean, context: CallContext): Promise<CallOutcome> {
    if (context.dryRun === 'none') this.#options.cordons.set(host, context.plan, on)
    return DONE
  }

  /** Agents tell nothing by themselves. */
  watchHosts(): () => void {
    return () => undefined
  }

  /** Nobody but the adapter gives out what a host of an agent has; only the host itself may be gone. */
  async seemHit(steps: readonly PlanStep[]): Promise<readonly number[]> {
    const hosts = new Set(this.#options.agents().map((agent) => agent.host))
    return steps.filter(({ after }) => after !== null && !hosts.has(after.host)).map(({ number }) => number)
  }

  async health(steps: readonly PlanStep[], signal: AbortSignal): Promise<string | null> {
    for (const step of steps) {
      const host = step.after?.host
      const agent = this.#options.agents().find((candidate) => candidate.host === host)
      if (step.after === null || agent === undefined) continue
      const answer = await this.#client.allocation(agent, step.pod, signal)
      if (answer.kind !== 'ok') return `${step.pod} on ${host}: ${'reason' in answer ? answer.reason : 'gone'}`
      const { state, drift } = answer.value
      if (state !== 'applied')
        return `${step.pod} on ${host} is ${state}${drift.length > 0 ? `: ${driftText(answer.value)}` : ''}`
    }
    return null
  }

  close(): Promise<void> {
    return this.#client.close()
  }

  /** What the agent says now, else what it said last, else why that is unknown. */
  async #observe(agent: AgentAddress, signal: AbortSignal): Promise<HostObservation | string> {
    const [host, list] = await Promise.all([this.#client.host(agent, signal), this.#client.allocations(agent, signal)])
    if (host.kind === 'ok' && list.kind === 'ok') {
      const seen = { report: host.value, allocations: list.value.allocations, answers: true }
      this.#last.set(agent.host, seen)
      return seen
    }
    const before = this.#last.get(agent.host)
    if (before !== undefined) return { ...before, answers: false }
    const failure = host.kind === 'ok' ? list : host
    return 'reason' in failure ? failure.reason : `${agent.host}: no agent at ${agent.address}`
  }

  #allocation(step: PlanStep, holding: HoldingWords, decisionId: string): AllocationRequest {
    assert(isAgentHolding(holding), 'plans ask for nothing that agents do not carry out')
    const segment = this.#options.networks.segments.find(({ name }) => name === holding.segment)
    assert(segment !== undefined, `segment ${holding.segment} is one of the networks`)
    const { pod, game, zone, component, request: asked } = step
    const network = { vlan: segment.vlan, prefixLength: Number(segment.subnet.split('/')[1]) }
    return { pod, game, zone, component, asked, decisionId, holding, network, process: null }
  }
}

const DONE: CallOutcome = { kind: 'done' }

/** absent: what it means that the agent holds nothing for the pod; for a release that it is done. */
function outcomeOf<T>(
  answer: AgentAnswer<T>,
  done: (value: T) => CallOutcome,
  absent: CallOutcome = DONE,
): CallOutcome {
  if (answer.kind === 'ok') return done(answer.value)
  return answer.kind === 'absent' ? absent : answer
}

/** The kernel's word against the decision's. */
function verdictOf(report: AllocationReport, holding: HoldingWords): CallOutcome {
  if (!isDeepStrictEqual(report.request.holding, holding)) {
    return {
      kind: 'clash',
      host: holding.host,
      reason: `${report.request.pod} holds what ${report.request.decisionId} decided`,
    }
  }
  return report.state === 'applied' ? DONE : { kind: 'refused', reason: driftText(report) }
}

function driftText({ drift, state }: AllocationReport): string {
  const words = drift.map(({ path, found, expected }) => `${path}: found ${found}, expected ${expected}`)
  return words.length === 0 ? state : words.join('; ')
}
