import { setTimeout as delay } from 'node:timers/promises'
import type { ApiClient } from './api/api-client.ts'
import type { ApiResult } from './api/api-error.ts'
import { isReady } from './facts/versions.ts'
import type { KubeNode } from './objects.ts'
import { LABEL_WRITER } from './words.ts'

/** Up to so many Nodes are asked for one by one; for more, one table of all is less work for the server. */
const SINGLE_MAX = 64
/** Pause after each look, for the server has binds to write: so long for each Node that was asked for one by one … */
const PAUSE_MS_SINGLE = 4
/** … and so long after a table. */
const PAUSE_MS_TABLE = 500
/** No new question for so long: whoever asks waits for answers now, and a pause would only hold them up. */
const QUIET_MS = 10
const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io'

/** What a Node is now: none, one of another writer, one of ours that is well or not. */
export type NodeState = 'gone' | 'other-writer' | 'not-ready' | 'ready'

interface Table {
  readonly columnDefinitions: readonly { readonly name: string }[]
  readonly rows?: readonly { readonly cells: readonly unknown[] }[]
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
      const pauseMs = nodes.length <= SINGLE_MAX ? nodes.length * PAUSE_MS_SINGLE : PAUSE_MS_TABLE
      await this.#pause(performance.now() + pauseMs)
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
    if (nodes.length <= SINGLE_MAX) return this.#askEach(nodes)
    const selector = encodeURIComponent(`${LABEL_WRITER}=${this.#writer}`)
    const path = `/api/v1/nodes?labelSelector=${selector}&includeObject=None`
    const { signal } = this.#stopper
    const table = await this.#client.request<Table>({ method: 'GET', path, accept: TABLE, signal })
    if (!table.ok) return table
    const status = table.value.columnDefinitions.findIndex((column) => column.name === 'Status')
    const name = table.value.columnDefinitions.findIndex((column) => column.name === 'Name')
    if (status < 0 || name < 0) return this.#askEach(nodes)
    const statusByNode = new Map(table.value.rows?.map(({ cells }) => [String(cells[name]), String(cells[status])]))
    const missing = await this.#askEach(nodes.filter((node) => !statusByNode.has(node)))
    return new Map(
      nodes.map((node) => {
        const shown = statusByNode.get(node)
        if (shown === undefined) return [node, missing.get(node) as ApiResult<NodeState>]
        return [node, { ok: true, value: /^Ready\b/.test(shown) ? 'ready' : 'not-ready' }]
      }),
    )
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
    if (read.value.metadata.labels?.[LABEL_WRITER] !== this.#writer) return { ok: true, value: 'other-writer' }
    return { ok: true, value: isReady(read.value) ? 'ready' : 'not-ready' }
  }
}
