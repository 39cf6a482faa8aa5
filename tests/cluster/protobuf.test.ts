import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ApiClient } from '../../src/live/targets/kubernetes/api/api-client.ts'
import { listAll } from '../../src/live/targets/kubernetes/api/api-list.ts'
import { watchOnce } from '../../src/live/targets/kubernetes/api/api-watch.ts'
import { openConnection } from '../../src/live/targets/kubernetes/api/connection.ts'
import { PROTOBUF } from '../../src/live/targets/kubernetes/api/envelope.ts'
import { type Collection, NODES, PODS, SLICES } from '../../src/live/targets/kubernetes/collections.ts'
import type { KubeNode, KubeObject, KubePod, KubeSlice } from '../../src/live/targets/kubernetes/objects.ts'
import type { Cluster } from './lab/cluster.ts'
import { startCluster } from './lab/cluster.ts'
import { fieldsOf, pick, type Shape } from './lab/shape.ts'
import { createManyShapes } from './target/many-shapes.ts'

const { signal } = new AbortController()

let cluster: Cluster
let client: ApiClient

beforeAll(async () => {
  cluster = await startCluster({ kwok: false })
  client = new ApiClient(await openConnection({ kubeconfig: cluster.adminKubeconfig }))
  await createManyShapes(cluster)
})

afterAll(async () => {
  await client?.close()
  await cluster?.stop()
})

const WORDS = { each: true } as const
const RESOURCES = { requests: WORDS, limits: WORDS } as const
const CONTAINER = { name: true, resources: RESOURCES, restartPolicy: true } as const
const CONDITION = { type: true, status: true, reason: true, message: true, observedGeneration: true } as const
const METADATA: Shape<KubeObject['metadata']> = {
  name: true,
  namespace: true,
  uid: true,
  resourceVersion: true,
  generation: true,
  labels: WORDS,
  annotations: WORDS,
  deletionTimestamp: true,
  ownerReferences: { kind: true, name: true, controller: true },
}
const POD: Shape<KubePod> = {
  metadata: METADATA,
  spec: {
    schedulerName: true,
    nodeName: true,
    containers: CONTAINER,
    initContainers: CONTAINER,
    overhead: WORDS,
    resources: RESOURCES,
    schedulingGates: { name: true },
  },
  status: {
    phase: true,
    conditions: CONDITION,
    containerStatuses: { name: true, ready: true, resources: RESOURCES, allocatedResources: WORDS },
  },
}
const NODE: Shape<KubeNode> = { metadata: METADATA, spec: { unschedulable: true }, status: { conditions: CONDITION } }
const SLICE: Shape<KubeSlice> = {
  metadata: METADATA,
  spec: {
    driver: true,
    nodeName: true,
    pool: { name: true, generation: true, resourceSliceCount: true },
    devices: {
      name: true,
      attributes: { each: { string: true, int: true } },
      capacity: { each: { value: true } },
    },
  },
}
const KINDS = [
  { kind: 'pods', collection: PODS as Collection<KubeObject>, shape: POD, count: 12 },
  { kind: 'Nodes', collection: NODES as Collection<KubeObject>, shape: NODE, count: 2 },
  { kind: 'ResourceSlices', collection: SLICES as Collection<KubeObject>, shape: SLICE, count: 4 },
]

/** What JSON says of all objects, as far as it is read here. */
async function inJson(path: string, shape: (typeof KINDS)[number]['shape']): Promise<readonly KubeObject[]> {
  const { items } = await cluster.ask('GET', path)
  return pick(items, shape) as KubeObject[]
}

describe.each(KINDS)('$kind in protobuf', ({ collection, shape, count }) => {
  it('are listed as JSON has them, all that is read of them and nothing else', async () => {
    const items = await inJson(collection.path, shape)
    expect(items.length).toBeGreaterThanOrEqual(count)
    const listed = await listAll(client, collection, {}, signal)
    expect(listed.ok && listed.value.items).toStrictEqual(items)
  })

  it('are watched as JSON has them, to the end of the stream', async () => {
    const items = await inJson(collection.path, shape)
    const shown = new Map<string, KubeObject>()
    // Version 0: all objects there are, each added, then what happens. The server ends it after a second.
    const options = { collection, query: { timeoutSeconds: '1' }, resourceVersion: '0', idleMs: 20_000, signal }
    const error = await watchOnce(client, { ...options, onOpen: () => undefined }, (events) => {
      for (const event of events) if (event.kind === 'set') shown.set(event.object.metadata.uid, event.object)
    })
    expect(error).toBe(null)
    expect([...shown.values()].sort(byUid)).toStrictEqual([...items].sort(byUid))
  })
})

it('is tried on every field that is read', async () => {
  for (const { collection, shape } of KINDS) {
    const items = await inJson(collection.path, shape)
    const seen = new Set(items.flatMap((item) => fieldsOf(item, shape)))
    const missing = fieldsOf(shape, shape).filter((field) => !seen.has(field))
    // Metadata are the same of all kinds, and Kubernetes has no such field in conditions of Nodes.
    const isOfPods = (field: string): boolean => /^\.metadata|observedGeneration$/.test(field)
    expect(missing.filter((field) => collection === KINDS[0].collection || !isOfPods(field))).toEqual([])
  }
})

it('tells how a list goes on, and in its words why the server refuses one or a watch', async () => {
  const request = { method: 'GET', path: `${PODS.path}?limit=5`, accept: PROTOBUF, signal } as const
  const page = await client.request(request, PODS.readPage)
  const word = expect.stringMatching(/./)
  expect(page).toMatchObject({ ok: true, value: { metadata: { resourceVersion: word, continue: word } } })
  const query = { fieldSelector: 'spec.nowhere=a' }
  const error = { kind: 'invalid', message: expect.stringContaining('field label not supported: spec.nowhere') }
  expect(await listAll(client, PODS, query, signal)).toEqual({ ok: false, error })
  const options = { collection: PODS, query, resourceVersion: '0', idleMs: 5000, signal, onOpen: () => undefined }
  expect(await watchOnce(client, options, () => undefined)).toEqual(error)
})

function byUid(a: KubeObject, b: KubeObject): number {
  return a.metadata.uid < b.metadata.uid ? -1 : 1
}
