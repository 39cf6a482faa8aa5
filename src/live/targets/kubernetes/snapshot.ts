import { NETWORKS_CONFIG_MAP } from '../../../model/kube/words.ts'
import type { Snapshot, TargetRef } from '../../../model/snapshot.ts'
import { TargetUnreachable } from '../target.ts'
import type { ApiClient } from './api/api-client.ts'
import type { ApiResult } from './api/api-error.ts'
import { listAll } from './api/api-list.ts'
import { NODES, PODS } from './collections.ts'
import { observe } from './facts/observe.ts'
import type { HostReader } from './host-reader.ts'
import type { KubeConfigMap } from './objects.ts'
import type { SlicesByNode } from './slice-cache.ts'

export interface SnapshotSource {
  readonly client: ApiClient
  readonly ref: TargetRef
  readonly writer: string
  readonly namespace: string
  readonly hosts: HostReader
  readonly readSlices: () => Promise<ApiResult<SlicesByNode>>
}

/**
 * Reads the whole cluster now: quorum lists of Nodes and pods and the networks, none older than the call. Nodes come
 * last: a pod bound before its Node went away is then seen to be without one, never a Node without its pods. What Nodes
 * have may be from a watch: it is most of the bytes, and changes when hardware does.
 * Throws TargetUnreachable.
 */
export async function takeSnapshot(source: SnapshotSource, signal: AbortSignal): Promise<Snapshot> {
  const { client, namespace } = source
  const observedAtMs = Date.now()
  const [networks, pods, read] = await Promise.all([
    readNetworks(client, namespace, signal),
    listAll(client, PODS, {}, signal),
    source.readSlices(),
  ])
  const slices = listed(read, 'ResourceSlices')
  const nodes = listed(await listAll(client, NODES, {}, signal), 'nodes').items
  source.hosts.keep(nodes)
  return observe({
    target: source.ref,
    observedAtMs,
    nodes,
    writer: source.writer,
    pods: listed(pods, 'pods').items,
    networks,
    namespace,
    hostOf: (node) => source.hosts.hostOf(node, slices.of(node.metadata.name)),
  })
}

async function readNetworks(client: ApiClient, namespace: string, signal: AbortSignal): Promise<KubeConfigMap | null> {
  const path = `/api/v1/namespaces/${namespace}/configmaps/${NETWORKS_CONFIG_MAP}`
  const read = await client.request<KubeConfigMap>({ method: 'GET', path, signal })
  return !read.ok && read.error.kind === 'notFound' ? null : listed(read, `the ConfigMap ${NETWORKS_CONFIG_MAP}`)
}

function listed<T>(result: ApiResult<T>, what: string): T {
  if (result.ok) return result.value
  throw new TargetUnreachable(`the API server gave no ${what}: ${result.error.message}`)
}
