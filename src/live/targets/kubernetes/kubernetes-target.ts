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
import { takeSnapshot } from './snapshot.ts'

/** A Kubernetes cluster behind the one door of the live adapter. */
export class KubernetesTarget implements Target {
  readonly ref: TargetRef
  readonly #client: ApiClient
  readonly #writer: string
  readonly #namespace: string
  readonly #hosts = new HostReader()
  readonly #view: ClusterView

  constructor(client: ApiClient, ref: TargetRef, options: { readonly writer: string; readonly namespace: string }) {
    this.ref = ref
    this.#client = client
    this.#writer = options.writer
    this.#namespace = options.namespace
    this.#view = new ClusterView(client, options.writer, this.#hosts)
  }

  async snapshot(signal: AbortSignal): Promise<Snapshot> {
    const { ref } = this
    const source = { client: this.#client, ref, writer: this.#writer, namespace: this.#namespace, hosts: this.#hosts }
    return takeSnapshot(source, signal)
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
