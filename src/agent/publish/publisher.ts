import { setTimeout as sleep } from 'node:timers/promises'
import {
  DRIVER,
  type HostFacts,
  SLICES_API,
  type SliceSpec,
  sliceName,
  slicesOf,
} from '../../model/kube/resource-slice.ts'
import { reasonOf } from '../kernel/kernel.ts'
import type { ApiServer } from './api-server.ts'

const SLICES = `/apis/${SLICES_API}/resourceslices`
const REVIEW_API = 'authentication.k8s.io/v1'
const NODE_NAME = 'authentication.kubernetes.io/node-name'
const NODE_UID = 'authentication.kubernetes.io/node-uid'
/** A watch is asked for anew after so long, and the list with it. */
const WATCH_S = 300
const BACKOFF_MS = 5_000

export interface PublisherOptions {
  readonly api: ApiServer
  /** The Node's name. */
  readonly node: string
  readonly facts: () => Promise<HostFacts>
  /** How often to look whether the host is what was published. */
  readonly everyMs: number
  readonly log: (line: string) => void
  readonly signal: AbortSignal
}

interface Slice {
  readonly metadata: { readonly name: string; readonly resourceVersion: string }
  readonly spec: SliceSpec
}

interface Owner {
  readonly apiVersion: 'v1'
  readonly kind: 'Node'
  readonly name: string
  readonly uid: string
}

/**
 * Keeps the slices of this Node as the host is, until the signal is raised: writes them at the start, when the host
 * changed, and when somebody else changed or deleted them, as a kubelet does at its own start. They stay when the agent
 * ends. What the API server refuses is logged and tried again.
 */
export async function keepPublished(options: PublisherOptions): Promise<void> {
  const { signal, log } = options
  for (let told = ''; !signal.aborted; ) {
    try {
      await publishAndWatch(options, () => {
        told = ''
      })
    } catch (error) {
      if (signal.aborted) return
      const reason = reasonOf(error)
      if (reason !== told) log(`slices are not published: ${reason}`)
      told = reason
      await sleep(BACKOFF_MS, undefined, { signal }).catch(() => undefined)
    }
  }
}

/** Publishes, then again whenever it is needed, until the watch ends. published: all is as it should be. */
async function publishAndWatch(options: PublisherOptions, published: () => void): Promise<void> {
  const { api, node, facts, everyMs, log, signal } = options
  const owner = await ownerOf(options)
  const selector = encodeURIComponent(`spec.nodeName=${node},spec.driver=${DRIVER}`)
  const ended = new AbortController()
  const either = AbortSignal.any([signal, ended.signal])
  const watch = `${SLICES}?watch=true&fieldSelector=${selector}`
  let changes = 1
  let isOver = false
  const watching = api
    .watch(watch, WATCH_S, () => void changes++, either)
    .finally(() => {
      isOver = true
    })
  // Awaited below; it may fail before that, and is then no surprise of the process.
  watching.catch(() => undefined)
  try {
    for (let seen = 0, wanted = ''; !signal.aborted && !isOver; ) {
      const present = await facts()
      const text = JSON.stringify(present)
      if (text !== wanted || seen !== changes) {
        seen = changes
        const list = await api.request<{ readonly items: readonly Slice[] }>(
          'GET',
          `${SLICES}?fieldSelector=${selector}`,
          undefined,
          signal,
        )
        const generation = await writeSlices(options, owner, list.items, present)
        if (generation !== null) log(`slices of generation ${generation} published`)
        wanted = text
        published()
      }
      await Promise.race([watching, sleep(everyMs, undefined, { signal: either }).catch(() => undefined)])
    }
    await watching
  } finally {
    ended.abort()
    await watching.catch(() => undefined)
  }
}

/**
 * The Node of the account's token, as the owner with which the slices go. An account of another Node, or of none, could
 * write nothing here.
 */
async function ownerOf({ api, node, signal }: PublisherOptions): Promise<Owner> {
  const body = { apiVersion: REVIEW_API, kind: 'SelfSubjectReview' }
  const path = `/apis/${REVIEW_API}/selfsubjectreviews`
  const review = await api.request<Review>('POST', path, body, signal)
  const { username, extra = {} } = review.status['userInfo']
  const [name = 'no Node', uid = ''] = [extra[NODE_NAME]?.[0], extra[NODE_UID]?.[0]]
  if (name !== node) throw new Error(`the token of ${username} is bound to ${name}, expected ${node}`)
  return { apiVersion: 'v1', kind: 'Node', name, uid }
}

/** As far as it is read; the one word under `status` is `userInfo`. */
interface Review {
  readonly status: Readonly<
    Record<string, { readonly username: string; readonly extra?: Readonly<Record<string, readonly string[]>> }>
  >
}

/** Makes the slices that are there say what the host is. The generation when anything was written, else null. */
async function writeSlices(
  { api, node, signal }: PublisherOptions,
  owner: Owner,
  there: readonly Slice[],
  facts: HostFacts,
): Promise<number | null> {
  const newest = there.reduce((highest, { spec }) => Math.max(highest, spec.pool.generation), 0)
  const isWanted = (specs: readonly SliceSpec[]): boolean =>
    specs.length === there.length &&
    specs.every((spec, i) => {
      const own = there.find(({ metadata }) => metadata.name === sliceName(node, i))
      return own !== undefined && textOf(own.spec) === textOf(spec)
    })
  if (isWanted(slicesOf(node, facts, newest))) return null
  const specs = slicesOf(node, facts, newest + 1)
  const names = specs.map((_, i) => sliceName(node, i))
  for (const [i, spec] of specs.entries()) {
    const own = there.find(({ metadata }) => metadata.name === names[i])
    const version = own === undefined ? {} : { resourceVersion: own.metadata.resourceVersion }
    const metadata = { name: names[i], ownerReferences: [owner], ...version }
    const body = { apiVersion: SLICES_API, kind: 'ResourceSlice', metadata, spec }
    if (own === undefined) await api.request('POST', SLICES, body, signal)
    else await api.request('PUT', `${SLICES}/${names[i]}`, body, signal)
  }
  // Last, so that the pool is never without a whole generation for longer than it takes to write it.
  for (const { metadata } of there.filter((slice) => !names.includes(slice.metadata.name))) {
    await api.request('DELETE', `${SLICES}/${metadata.name}`, undefined, signal)
  }
  return newest + 1
}

/** A spec as text with its keys in order: the server gives maps back in an order of its own. */
function textOf({ driver, nodeName, pool, devices }: SliceSpec): string {
  return JSON.stringify([driver, nodeName, pool, devices], (_, value: unknown) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
  })
}
