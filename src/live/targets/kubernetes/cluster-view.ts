import { setMaxListeners } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import type { Result } from '../../../base/result.ts'
import type { Host } from '../../../model/fleet.ts'
import type { ApiClient } from './api/api-client.ts'
import type { ApiResult } from './api/api-error.ts'
import { NODES, PODS, SLICES } from './collections.ts'
import type { HostReader } from './host-reader.ts'
import type { NodeAgents } from './node-agents.ts'
import { NodeCache } from './node-cache.ts'
import { NodeLook } from './node-look.ts'
import type { KubeNode, KubePod, KubeSlice } from './objects.ts'
import { PodCache } from './pod-cache.ts'
import { Reflector } from './reflector.ts'
import { listSlices, SLICES_QUERY, SliceCache, type SlicesByNode } from './slice-cache.ts'

/** The server sends a bookmark about every minute; a watch silent for longer is dead. */
const IDLE_MS = 90_000
/** How long a first call waits for the first lists. Later ones ask the server where the caches say nothing. */
const FILL_MS = 10_000

/** What the calls of steps share: the client, and Nodes, their slices and pods as watches show them. */
export class ClusterView {
  readonly client: ApiClient
  readonly writer: string
  readonly pods = new PodCache((host) => this.#tell(host))
  readonly nodes = new NodeCache((host) => this.#tell(host))
  readonly slices = new SliceCache((host) => this.#tell(host))
  readonly nodeLook: NodeLook
  readonly nodeAgents: NodeAgents
  readonly #hosts: HostReader
  readonly #podReflector: Reflector<KubePod>
  readonly #nodeReflector: Reflector<KubeNode>
  readonly #sliceReflector: Reflector<KubeSlice>
  readonly #told = new Set<(host: string) => void>()
  #isOpen = false
  #areSlicesWatched = false

  constructor(client: ApiClient, writer: string, hosts: HostReader, nodeAgents: NodeAgents) {
    this.client = client
    this.writer = writer
    this.#hosts = hosts
    this.nodeAgents = nodeAgents
    this.nodeLook = new NodeLook(client, writer)
    this.#podReflector = new Reflector(client, { collection: PODS, query: {}, idleMs: IDLE_MS }, this.pods)
    this.#nodeReflector = new Reflector(client, { collection: NODES, query: {}, idleMs: IDLE_MS }, this.nodes)
    const slices = { collection: SLICES, query: SLICES_QUERY, idleMs: IDLE_MS }
    this.#sliceReflector = new Reflector(client, slices, this.slices)
  }

  /** Whether what is here follows the cluster. */
  get isFollowing(): boolean {
    const isFollowing = this.#podReflector.isWatching && this.#nodeReflector.isWatching
    return this.#isFilled && isFollowing && this.#sliceReflector.isWatching
  }

  get #isFilled(): boolean {
    return this.pods.isFilled && this.nodes.isFilled && this.slices.isFilled
  }

  /** A Node as a host, or every fault; null while its slices are not there. */
  hostOf(node: KubeNode): Result<Host> | null {
    return this.#hosts.hostOf(node, this.slices.of(node.metadata.name))
  }

  /**
   * The slices of all Nodes: as the watch shows them, while there is one, else as they are now. The first to read them
   * starts it: they are most of the bytes of a cluster, and who only looks never makes a call.
   */
  async readSlices(signal: AbortSignal): Promise<ApiResult<SlicesByNode>> {
    this.#watchSlices()
    const isFollowing = this.slices.isFilled && this.#sliceReflector.isWatching
    return isFollowing ? { ok: true, value: this.slices } : listSlices(this.client, signal)
  }

  /** Starts to watch, once, and waits a little for the first lists. */
  async open(signal: AbortSignal): Promise<void> {
    // All calls of a plan wait on its one signal; Node takes more than ten listeners for a leak.
    setMaxListeners(0, signal)
    if (!this.#isOpen) {
      this.#isOpen = true
      this.#podReflector.start()
      this.#nodeReflector.start()
    }
    this.#watchSlices()
    for (let waitedMs = 0; waitedMs < FILL_MS && !this.#isFilled; waitedMs += 20) {
      await delay(20, undefined, { signal })
    }
  }

  #watchSlices(): void {
    if (this.#areSlicesWatched) return
    this.#areSlicesWatched = true
    this.#sliceReflector.start()
  }

  /** Tells of Nodes that changed or went, and that pods came to; returns what ends that. */
  watchHosts(told: (host: string) => void): () => void {
    this.#told.add(told)
    return () => void this.#told.delete(told)
  }

  #tell(host: string): void {
    for (const told of this.#told) told(host)
  }

  async close(): Promise<void> {
    this.nodeLook.close()
    await this.nodeAgents.close()
    await Promise.all([this.#podReflector.stop(), this.#nodeReflector.stop(), this.#sliceReflector.stop()])
  }
}
