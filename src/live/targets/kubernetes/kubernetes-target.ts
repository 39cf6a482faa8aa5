import type { PlanStep } from '../../../model/plan.ts'
import type { Snapshot, TargetRef } from '../../../model/snapshot.ts'
import type { CallContext, CallOutcome, CallRequest, Direction, Target } from '../target.ts'
import type { ApiClient } from './api/api-client.ts'
import { callsOf } from './calls/calls-of.ts'
import { cordon } from './calls/cordon.ts'
import { health } from './calls/health.ts'
import { makeCall } from './calls/make-call.ts'
import { seemHit } from './calls/seem-hit.ts'
import { ClusterView } from './cluster-view.ts'
import { HostReader } from './host-reader.ts'
import { NodeAgents, type NodeAgentsOptions } from './node-agents.ts'
import { takeSnapshot } from './snapshot.ts'

export interface KubernetesTargetOptions {
  /** This adapter's name: it binds to Nodes whose label `berth.dev/writer` says so, and to no others. */
  readonly writer: string
  /** Where the ConfigMap `berth-networks` lies. */
  readonly namespace: string
  /** Agents that may have joined from Nodes; left out: there are none, and allocations are not signed. */
  readonly nodeAgents?: NodeAgentsOptions
}

/** A Kubernetes cluster behind the one door of the live adapter. */
export class KubernetesTarget implements Target {
  readonly ref: TargetRef
  readonly #client: ApiClient
  readonly #writer: string
  readonly #namespace: string
  readonly #hosts = new HostReader()
  readonly #view: ClusterView

  constructor(client: ApiClient, ref: TargetRef, options: KubernetesTargetOptions) {
    this.ref = ref
    this.#client = client
    this.#writer = options.writer
    this.#namespace = options.namespace
    this.#view = new ClusterView(client, options.writer, this.#hosts, new NodeAgents(options.nodeAgents ?? null))
  }

  async snapshot(signal: AbortSignal): Promise<Snapshot> {
    const { ref } = this
    const words = { client: this.#client, ref, writer: this.#writer, namespace: this.#namespace }
    const readSlices = (): ReturnType<ClusterView['readSlices']> => this.#view.readSlices(signal)
    return takeSnapshot({ ...words, hosts: this.#hosts, readSlices }, signal)
  }

  callsOf(step: PlanStep, direction: Direction): readonly string[] {
    return callsOf(step.kind, direction)
  }

  async call(request: CallRequest): Promise<CallOutcome> {
    await this.#view.open(request.signal)
    return makeCall(this.#view, request)
  }

  async cordon(host: string, on: boolean, context: CallContext): Promise<CallOutcome> {
    return cordon(this.#client, host, on, context)
  }

  watchHosts(told: (host: string) => void): () => void {
    return this.#view.watchHosts(told)
  }

  async seemHit(steps: readonly PlanStep[], plan: string, signal: AbortSignal): Promise<readonly number[]> {
    await this.#view.open(signal)
    return seemHit(this.#view, steps, plan)
  }

  async health(steps: readonly PlanStep[], signal: AbortSignal): Promise<string | null> {
    await this.#view.open(signal)
    return health(this.#view, steps)
  }

  async close(): Promise<void> {
    await this.#view.close()
    await this.#client.close()
  }
}
