import type { Collection } from '../collections.ts'
import type { KubeObject } from '../objects.ts'
import type { ApiClient } from './api-client.ts'
import type { ApiResult } from './api-error.ts'
import { PROTOBUF } from './envelope.ts'

/** Objects of one answer. Big enough that 5,000 pods are ten requests, small enough that none takes a second. */
const PAGE_SIZE = 500
/** Times a list begins again because its continue token had grown too old. */
const RESTARTS_MAX = 3

export interface KubeList<T> {
  readonly items: readonly T[]
  /** Where a watch goes on from. */
  readonly resourceVersion: string
}

/**
 * Lists a collection as it is now or later (resourceVersion unset: the server asks etcd for a quorum), page by page.
 * All pages show one instant; a token that expires between pages starts the list again.
 *
 * query  selectors
 */
export async function listAll<T extends KubeObject>(
  client: ApiClient,
  collection: Collection<T>,
  query: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<ApiResult<KubeList<T>>> {
  for (let restart = 0; ; restart++) {
    const listed = await listPages(client, collection, query, signal)
    if (listed.ok || listed.error.kind !== 'gone' || restart === RESTARTS_MAX) return listed
  }
}

async function listPages<T extends KubeObject>(
  client: ApiClient,
  collection: Collection<T>,
  query: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<ApiResult<KubeList<T>>> {
  const items: T[] = []
  let token = ''
  for (;;) {
    const words = new URLSearchParams({
      ...query,
      limit: String(PAGE_SIZE),
      ...(token === '' ? {} : { continue: token }),
    })
    const path = `${collection.path}?${words}`
    const page = await client.request({ method: 'GET', path, accept: PROTOBUF, signal }, collection.readPage)
    if (!page.ok) return page
    items.push(...page.value.items)
    token = page.value.metadata.continue ?? ''
    if (token === '') return { ok: true, value: { items, resourceVersion: page.value.metadata.resourceVersion } }
  }
}
