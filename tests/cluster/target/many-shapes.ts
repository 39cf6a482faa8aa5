import type { KubeObject } from '../lab/client.ts'
import type { Cluster } from '../lab/cluster.ts'
import { labFleet } from '../lab/fleet.ts'
import { objectsOf } from '../lab/nodes.ts'
import { gamePod } from '../lab/pods.ts'

const NOW = { gracePeriodSeconds: 30 }
const MERGE = 'application/merge-patch+json'

function podOf(name: string, spec: object, metadata: object = {}): KubeObject {
  const pod = gamePod(name)
  return { ...pod, metadata: { ...pod.metadata, ...metadata }, spec: { ...(pod['spec'] as object), ...spec } }
}

function resources(cpu: string, memory: string): object {
  return { requests: { cpu, memory }, limits: { cpu, memory } }
}

const CONTAINER = { name: 'game', image: 'game:1' }

const TERM = { matchExpressions: [{ key: 'zone', operator: 'In', values: ['a', 'b'] }] }

const PODS: readonly KubeObject[] = [
  gamePod('plain'),
  gamePod('bound', { nodeName: labFleet(1).hosts[0].name }),
  podOf('no-resources', { containers: [{ ...CONTAINER, restartPolicy: 'Never' }] }),
  podOf('odd', { containers: [{ ...CONTAINER, resources: resources('0.5', '129e6') }] }),
  podOf('odder', { containers: [{ ...CONTAINER, resources: resources('1500m', '1.5Gi') }] }),
  podOf('oddest', { containers: [{ ...CONTAINER, resources: resources('0', '1e3') }] }),
  podOf('whole', { resources: resources('3', '3Gi'), containers: [CONTAINER, { ...CONTAINER, name: 'second' }] }),
  podOf('inits', {
    initContainers: [
      { name: 'first', image: 'a:1', resources: resources('100m', '1Ki') },
      { name: 'side', image: 'a:1', restartPolicy: 'Always' },
    ],
  }),
  podOf('gated', { schedulingGates: [{ name: 'berth.dev/a' }, { name: 'example.com/b' }], schedulerName: 'other' }),
  podOf('heavy', { runtimeClassName: 'heavy' }),
  podOf(
    'words',
    {},
    {
      annotations: { 'berth.dev/pod': 'ñ漢🎮 "quoted"\n\u0000', 'example.com/empty': '', long: 'x'.repeat(20_000) },
      labels: { empty: '', 'example.com/a': 'b' },
      finalizers: ['example.com/stay'],
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'r', uid: 'u1', controller: true },
        { apiVersion: 'v1', kind: 'ConfigMap', name: 'c', uid: 'u2', controller: false },
        { apiVersion: 'v1', kind: 'ConfigMap', name: 'd', uid: 'u3' },
      ],
    },
  ),
  podOf('choosy', {
    affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [TERM] } } },
    tolerations: [{ key: 'a', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 0 }],
    nodeSelector: { a: 'b' },
    resourceClaims: [{ name: 'gpu', resourceClaimName: 'claim' }],
    containers: [{ ...CONTAINER, resources: { claims: [{ name: 'gpu' }], limits: { 'example.com/vf': '2' } } }],
    volumes: [{ name: 'v', emptyDir: { sizeLimit: '1Gi' } }],
  }),
]

/** Status of a pod whose containers are resized. */
const RESIZED = {
  phase: 'Running',
  observedGeneration: 1,
  conditions: [
    { type: 'Ready', status: 'False', reason: 'ContainersNotReady', message: 'not ready', observedGeneration: 1 },
    { type: 'PodResizePending', status: 'True', reason: 'Deferred', message: '', lastProbeTime: null },
  ],
  containerStatuses: [
    {
      name: 'game',
      image: 'game:1',
      imageID: '',
      ready: false,
      restartCount: 0,
      allocatedResources: { cpu: '2', memory: '1Gi' },
      resources: resources('2', '1Gi'),
    },
  ],
}

/** Slices of other drivers, with attributes of every kind. */
const DEVICES = [
  {
    name: 'd0',
    attributes: { 'example.com/s': { string: '' }, i: { int: -3 }, zero: { int: 0 }, b: { bool: true } },
    capacity: { memory: { value: '1536Mi' }, none: { value: '0' } },
  },
  { name: 'd1', attributes: { v: { version: '1.2.3' }, __proto__x: { string: 'x' } } },
  { name: 'd2' },
]

/** Makes Nodes, slices and pods of many shapes, in several states. The cluster has no KWOK: they stay as they are. */
export async function createManyShapes(cluster: Cluster): Promise<void> {
  const [first, second] = labFleet(2).hosts
  const conditions = [
    { type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'ñ', lastHeartbeatTime: '2026-11-28T09:30:00Z' },
    { type: 'MemoryPressure', status: 'Unknown' },
  ]
  const pool = { name: 'p', generation: 0, resourceSliceCount: 1 }
  const slice = { apiVersion: 'resource.k8s.io/v1', kind: 'ResourceSlice' }
  await cluster.create([
    ...objectsOf(first).map((object) => (object.kind === 'Node' ? { ...object, status: { conditions } } : object)),
    ...objectsOf(second).map((object) =>
      object.kind === 'Node' ? { ...object, spec: { unschedulable: true, podCIDR: '10.1.0.0/24' } } : object,
    ),
    { ...slice, metadata: { name: 'a' }, spec: { driver: 'example.com', pool, nodeName: 'n', devices: DEVICES } },
    {
      ...slice,
      metadata: { name: 'b' },
      spec: { driver: 'example.com', pool: { ...pool, name: 'q' }, allNodes: true },
    },
    {
      apiVersion: 'node.k8s.io/v1',
      kind: 'RuntimeClass',
      metadata: { name: 'heavy' },
      handler: 'heavy',
      overhead: { podFixed: { cpu: '250m', memory: '64Mi' } },
    },
  ])
  await cluster.create(PODS)
  await cluster.ask('PATCH', '/api/v1/namespaces/default/pods/bound/status', { status: RESIZED }, MERGE)
  await cluster.ask('DELETE', '/api/v1/namespaces/default/pods/words', NOW)
}
