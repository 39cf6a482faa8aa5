import type { KubeObject } from '../objects.ts'
import type { ApiClient } from './api-client.ts'
import type { ApiResult } from './api-error.ts'

/** Objects of one answer. Big enough that 5,000 pods are ten requests, small enough that none takes a second. */
const PAGE_SIZE = 500
/** Times a list begins again because its continue token had grown too old. */
const RESTARTS_MAX = 3

export interface KubeList<T> {
  readonly items: readonly T[]
  /** Where a watch goes on from. */
  readonly resourceVersion: string
}

interface Page<T> {
  readonly metadata: { readonly resourceVersion: string; readonly continue?: string }
  readonly items?: readonly T[]
}

/**
 * Lists a collection as it is now or later (resourceVersion unset: the server asks etcd for a quorum), page by page.
 * All pages show one instant; a token that expires between pages starts the list again.
 *
 * path   `/api/v1/pods`
 * query  selectors
 */
export async function listAll<T extends KubeObject>(
  client: ApiClient,
  path: string,
  query: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<ApiResult<KubeList<T>>> {
  for (let restart = 0; ; restart++) {
    const listed = await listPages<T>(client, path, query, signal)
    if (listed.ok || listed.error.kind !== 'gone' || restart === RESTARTS_MAX) return listed
  }
}

async function listPages<T extends KubeObject>(
  client: ApiClient,
  path: string,
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
    const page = await client.request<Page<T>>({ method: 'GET', path: `${path}?${words}`, signal })
    if (!page.ok) return page
    items.push(...(page.value.items ?? []))
    token = page.value.metadata.continue ?? ''
    if (token === '') return { ok: true, value: { items, resourceVersion: page.value.metadata.resourceVersion } }
  }
}
