import { type HostFacts, sliceName, slicesOf } from '../../../src/model/kube/resource-slice.ts'
import { FACTS } from '../live/kubernetes/objects.ts'

/** Objects of a small cluster as kubectl writes them, with what an import reads and a few fields that it does not. */

export function node(
  name: string,
  more: { labels?: object; taints?: object[]; amounts?: object; cordoned?: boolean } = {},
) {
  const amounts = { cpu: '8', memory: '32Gi', pods: '110', ...more.amounts }
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'kubernetes.io/hostname': name,
        'topology.kubernetes.io/region': 'eu',
        'topology.kubernetes.io/zone': 'eu-1',
        ...more.labels,
      },
    },
    spec: { ...(more.taints ? { taints: more.taints } : {}), ...(more.cordoned ? { unschedulable: true } : {}) },
    status: { capacity: amounts, allocatable: { ...amounts, cpu: '7500m', memory: '30Gi', ...more.amounts } },
  }
}

export function pod(
  name: string,
  more: {
    namespace?: string
    owner?: readonly [string, string]
    labels?: object
    spec?: object
    requests?: object
    limits?: object
    annotations?: object
    phase?: string
    deleted?: string
  } = {},
) {
  const { owner, requests = { cpu: '500m', memory: '1Gi' }, limits } = more
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: more.namespace ?? 'shop',
      labels: more.labels ?? {},
      ...(more.annotations ? { annotations: more.annotations } : {}),
      creationTimestamp: null,
      ...(more.deleted ? { deletionTimestamp: more.deleted } : {}),
      ...(owner ? { ownerReferences: [{ kind: owner[0], name: owner[1], controller: true, uid: 'u' }] } : {}),
    },
    spec: {
      nodeName: 'n1',
      containers: [{ name: 'main', image: 'x', resources: { requests, ...(limits ? { limits } : {}) } }],
      ...more.spec,
    },
    status: { phase: more.phase ?? 'Running' },
  }
}

/** A pod of a Deployment, Guaranteed with two Cpus. */
export function webPod(i: number) {
  const size = { cpu: '2', memory: '4Gi' }
  return pod(`web-7d4f-${i}`, {
    owner: ['ReplicaSet', 'web-7d4f'],
    labels: { app: 'web', 'pod-template-hash': '7d4f' },
    requests: size,
    limits: size,
  })
}

/** ResourceSlices of a Node as kubectl writes them. */
export function slices(name: string, facts: HostFacts = FACTS, generation = 1) {
  return slicesOf(name, facts, generation).map((spec, i) => ({
    apiVersion: 'resource.k8s.io/v1',
    kind: 'ResourceSlice',
    metadata: { name: sliceName(name, i), uid: `${name}-${i}`, resourceVersion: '7' },
    spec,
  }))
}
