import { setTimeout as delay } from 'node:timers/promises'
import { LABEL_WRITER } from '../../../model/kube/words.ts'
import type { ApiClient } from './api/api-client.ts'
import type { ApiResult } from './api/api-error.ts'
import { isReady } from './facts/versions.ts'
import type { KubeNode, KubeObject } from './objects.ts'

/** Nodes asked for in one request; more make its address long. */
const LIST_MAX = 100
/** Pause after each look, so that the next one answers many and the server has binds to write. */
const PAUSE_MS = 40
/** No new question for so long: whoever asks waits for answers now, and a pause would only hold them up. */
const QUIET_MS = 10
const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io'
/** Every kubelet names its Node so. It only narrows a list: a Node without it is asked for by its name. */
const LABEL_HOSTNAME = 'kubernetes.io/hostname'
/** Names of Nodes may be longer than values of labels. */
const LABEL_LENGTH_MAX = 63

/** What a Node is now: none, one of another writer, one of ours that is well or not. */
export type NodeState = 'gone' | 'other-writer' | 'not-ready' | 'ready'

interface Table {
  readonly columnDefinitions: readonly { readonly name: string }[]
  readonly rows?: readonly { readonly cells: readonly unknown[]; readonly object: KubeObject }[]
}

interface Waiting {
  readonly node: string
  readonly resolve: (state: ApiResult<NodeState>) => void
}

/**
 * Looks at Nodes as they are at the time of the call or later. Questions that come while a look is under way wait for
 * the next one, so that a wave of binds asks a few times and not once a bind.
 */
export class NodeLook {
  readonly #client: ApiClient
  readonly #writer: string
  readonly #stopper = new AbortController()
  #waiting: Waiting[] = []
  #isLooking = false

  constructor(client: ApiClient, writer: string) {
    this.#client = client
    this.#writer = writer
  }

  async look(node: string): Promise<ApiResult<NodeState>> {
    return new Promise((resolve) => {
      this.#waiting.push({ node, resolve })
      if (!this.#isLooking) void this.#run()
    })
  }

  close(): void {
    this.#stopper.abort(new Error('closed'))
  }

  async #run(): Promise<void> {
    this.#isLooking = true
    // Lets the questions of this turn gather.
    await delay(1)
    while (this.#waiting.length > 0) {
      const asked = this.#waiting
      this.#waiting = []
      const nodes = [...new Set(asked.map(({ node }) => node))]
      const answers = await this.#ask(nodes).catch((error: unknown): ApiResult<NodeState> => {
        return { ok: false, error: { kind: 'unreachable', message: (error as Error).message } }
      })
      for (const { node, resolve } of asked) {
        resolve(answers instanceof Map ? (answers.get(node) as ApiResult<NodeState>) : answers)
      }
      await this.#pause(performance.now() + PAUSE_MS)
    }
    this.#isLooking = false
  }

  /** Waits until then, or until questions wait and no more of them come. */
  async #pause(untilMs: number): Promise<void> {
    for (let known = -1; performance.now() < untilMs; ) {
      if (this.#waiting.length > 0 && this.#waiting.length === known) return
      known = this.#waiting.length
      await delay(QUIET_MS)
    }
  }

  async #ask(nodes: readonly string[]): Promise<Map<string, ApiResult<NodeState>> | ApiResult<NodeState>> {
    const known = new Map<string, ApiResult<NodeState>>()
    const named = nodes.filter(({ length }) => length <= LABEL_LENGTH_MAX)
    if (named.length > 1) {
      for (let i = 0; i < named.length; i += LIST_MAX) {
        const failed = await this.#list(named.slice(i, i + LIST_MAX), known)
        if (failed !== null) return failed
      }
    }
    const missing = await this.#askEach(nodes.filter((node) => !known.has(node)))
    return new Map([...known, ...missing])
  }

  /**
   * Notes what a list as of now shows of some Nodes, as a table: their status is one word of it, and the object behind
   * a row its metadata alone. Others may be in it too. Returns what went wrong, or null.
   */
  async #list(nodes: readonly string[], known: Map<string, ApiResult<NodeState>>): Promise<ApiResult<never> | null> {
    const selector = encodeURIComponent(`${LABEL_HOSTNAME} in (${nodes.join(',')})`)
    const path = `/api/v1/nodes?labelSelector=${selector}&includeObject=Metadata`
    const { signal } = this.#stopper
    const table = await this.#client.request<Table>({ method: 'GET', path, accept: TABLE, signal })
    if (!table.ok) return table
    const status = table.value.columnDefinitions.findIndex((column) => column.name === 'Status')
    if (status < 0) return null
    for (const { cells, object } of table.value.rows ?? []) {
      const isWell = /^Ready\b/.test(String(cells[status])) && object.metadata.deletionTimestamp === undefined
      known.set(object.metadata.name, { ok: true, value: this.#stateOf(object, isWell) })
    }
    return null
  }

  #stateOf({ metadata }: KubeObject, isWell: boolean): NodeState {
    if (metadata.labels?.[LABEL_WRITER] !== this.#writer) return 'other-writer'
    return isWell ? 'ready' : 'not-ready'
  }

  async #askEach(nodes: readonly string[]): Promise<Map<string, ApiResult<NodeState>>> {
    const answers = nodes.map(async (node): Promise<[string, ApiResult<NodeState>]> => [node, await this.#askOne(node)])
    return new Map(await Promise.all(answers))
  }

  async #askOne(node: string): Promise<ApiResult<NodeState>> {
    const { signal } = this.#stopper
    const path = `/api/v1/nodes/${node}`
    const read = await this.#client.request<KubeNode>({ method: 'GET', path, signal })
    if (!read.ok) return read.error.kind === 'notFound' ? { ok: true, value: 'gone' } : read
    return { ok: true, value: this.#stateOf(read.value, isReady(read.value)) }
  }
}
