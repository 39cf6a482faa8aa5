import { setMaxListeners } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import type { ApiClient } from './api/api-client.ts'
import type { HostReader } from './host-reader.ts'
import type { NodeAgents } from './node-agents.ts'
import { NodeCache } from './node-cache.ts'
import { NodeLook } from './node-look.ts'
import type { KubeNode, KubePod } from './objects.ts'
import { PodCache } from './pod-cache.ts'
import { Reflector } from './reflector.ts'

/** The server sends a bookmark about every minute; a watch silent for longer is dead. */
const IDLE_MS = 90_000
/** How long a first call waits for the first lists. Later ones ask the server where the caches say nothing. */
const FILL_MS = 10_000

/** What the calls of steps share: the client, and Nodes and pods as watches show them. */
export class ClusterView {
  readonly client: ApiClient
  readonly writer: string
  readonly hosts: HostReader
  readonly pods = new PodCache((host) => this.#tell(host))
  readonly nodes = new NodeCache((host) => this.#tell(host))
  readonly nodeLook: NodeLook
  readonly nodeAgents: NodeAgents
  readonly #podReflector: Reflector<KubePod>
  readonly #nodeReflector: Reflector<KubeNode>
  readonly #told = new Set<(host: string) => void>()
  #isOpen = false

  constructor(client: ApiClient, writer: string, hosts: HostReader, nodeAgents: NodeAgents) {
    this.client = client
    this.writer = writer
    this.hosts = hosts
    this.nodeAgents = nodeAgents
    this.nodeLook = new NodeLook(client, writer)
    this.#podReflector = new Reflector(client, { path: '/api/v1/pods', query: {}, idleMs: IDLE_MS }, this.pods)
    this.#nodeReflector = new Reflector(client, { path: '/api/v1/nodes', query: {}, idleMs: IDLE_MS }, this.nodes)
  }

  /** Whether what is here follows the cluster. */
  get isFollowing(): boolean {
    return this.pods.isFilled && this.#podReflector.isWatching && this.nodes.isFilled && this.#nodeReflector.isWatching
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
    for (let waitedMs = 0; waitedMs < FILL_MS && !(this.pods.isFilled && this.nodes.isFilled); waitedMs += 20) {
      await delay(20, undefined, { signal })
    }
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
    if (!this.#isOpen) return
    await Promise.all([this.#podReflector.stop(), this.#nodeReflector.stop()])
  }
}
