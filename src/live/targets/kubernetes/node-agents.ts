import type { NodePodRequest } from '../../../model/agent.ts'
import {
  ANNOTATION_ALLOCATION,
  ANNOTATION_REQUIRED_PLUGINS,
  ANNOTATION_SIGNATURE,
  otherPlugins,
  PLUGIN_NAME,
  parseSignature,
  signedText,
} from '../../../model/signed-allocation.ts'
import { type AgentAddress, AgentClient, type CredentialSource } from '../agents/agent-client.ts'
import type { CallOutcome } from '../target.ts'
import type { KubePod } from './objects.ts'

/** The most that the adapter's clock is made up for: anyone who may write the pod may write a time far ahead. */
const CLOCK_BACK_MAX_MS = 366 * 86_400_000

export interface NodeAgentsOptions {
  /** Signs a text with the key of the authority that agents joined; base64. */
  readonly sign: (text: string) => Promise<string>
  readonly credentials: CredentialSource
  /** Agents that joined, asked anew each time: they come and go. */
  readonly agents: () => readonly AgentAddress[]
}

/**
 * Agents on Nodes: allocations are signed for them when they are written, and they are told of one for a pod that runs,
 * since a runtime shows them the annotations of its beginning alone. Without options allocations are not signed, and
 * nobody is told.
 */
export class NodeAgents {
  readonly #options: NodeAgentsOptions | null
  readonly #client: AgentClient | null
  #signedAtMs = 0

  constructor(options: NodeAgentsOptions | null) {
    this.#options = options
    this.#client = options === null ? null : new AgentClient(options.credentials)
  }

  /** The annotations that carry an allocation to the pod on that Node. */
  async annotationsFor(pod: KubePod, host: string, allocation: string): Promise<Record<string, string>> {
    const plain = { [ANNOTATION_ALLOCATION]: allocation }
    if (this.#options === null) return plain
    const { namespace = 'default', name, uid } = pod.metadata
    // Of two the later counts, so no two are of one time.
    const nowMs = Date.now()
    this.#signedAtMs = Math.max(nowMs, this.#signedAtMs + 1)
    const atMs = Math.max(this.#signedAtMs, Math.min(timeOf(pod) + 1, nowMs + CLOCK_BACK_MAX_MS))
    const text = signedText({ host, namespace, name, uid }, atMs, allocation)
    const signed = { ...plain, [ANNOTATION_SIGNATURE]: `${atMs}.${await this.#options.sign(text)}` }
    // Where no agent has joined nothing would ever let the pod start.
    if (this.#agentOf(host) === null) return signed
    const others = otherPlugins(pod.metadata.annotations?.[ANNOTATION_REQUIRED_PLUGINS] ?? '') ?? []
    return { ...signed, [ANNOTATION_REQUIRED_PLUGINS]: JSON.stringify([...others, PLUGIN_NAME]) }
  }

  /** Tells the Node's agent what the pod's annotations say now. Null: it does so by now, or there is no agent. */
  async tell(pod: KubePod, host: string, signal: AbortSignal): Promise<CallOutcome | null> {
    const agent = this.#agentOf(host)
    const { annotations = {}, namespace = 'default', name, uid } = pod.metadata
    const { [ANNOTATION_ALLOCATION]: allocation = '', [ANNOTATION_SIGNATURE]: signature = '' } = annotations
    if (agent === null || this.#client === null) return null
    const request: NodePodRequest = { namespace, name, allocation, signature }
    const answer = await this.#client.applyToPod(agent, uid, request, signal)
    if (answer.kind === 'ok') {
      const [drift] = answer.value.drift
      if (drift === undefined) return null
      const reason = `${host}: ${drift.path} of ${name}: found ${drift.found}, expected ${drift.expected}`
      return { kind: 'unreachable', reason }
    }
    if (answer.kind !== 'absent') return answer
    return { kind: 'refused', reason: `the agent of ${host} is no plugin of a container runtime (berth agent --nri)` }
  }

  #agentOf(host: string): AgentAddress | null {
    return this.#options?.agents().find((agent) => agent.host === host) ?? null
  }

  async close(): Promise<void> {
    await this.#client?.close()
  }
}

/** When the pod's allocation was signed, by its annotation, in milliseconds of some clock; 0: it says nothing. */
function timeOf(pod: KubePod): number {
  return parseSignature(pod.metadata.annotations?.[ANNOTATION_SIGNATURE] ?? '')?.atMs ?? 0
}
