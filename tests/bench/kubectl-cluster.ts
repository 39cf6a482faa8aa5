import { closeSync, openSync, writeSync } from 'node:fs'
import { type HostFacts, SLICES_API, sliceName, slicesOf } from '../../src/model/kube/resource-slice.ts'
import { nodeName, podObject, TIME, uid } from './kubectl-pod.ts'

/** How large a made-up cluster is. */
export interface ClusterSize {
  readonly nodes: number
  readonly pods: number
  /** Pods of one Deployment. */
  readonly podsPerWorkload: number
  /** Whether each node's agent published what the node has. */
  readonly slices: boolean
}

const ZONES = ['east-a', 'east-b', 'west-a']

/**
 * Writes what `kubectl get nodes,pods,resourceslices -A -o json` writes of a cluster, indented as kubectl does; returns
 * its bytes. Objects have what the API server fills in: conditions, probes, tokens, tolerations, statuses. Every
 * fortieth workload asks for a GPU node pool by a selector.
 */
export function writeCluster(file: string, { nodes, pods, podsPerWorkload, slices }: ClusterSize): number {
  const descriptor = openSync(file, 'w')
  let bytes = 0
  let pending = '{\n    "apiVersion": "v1",\n    "items": [\n'
  const flush = (): void => {
    bytes += writeSync(descriptor, pending)
    pending = ''
  }
  let isFirst = true
  const put = (object: object): void => {
    const text = JSON.stringify(object, null, 4).replaceAll('\n', '\n        ')
    pending += `${isFirst ? '' : ',\n'}        ${text}`
    isFirst = false
    if (pending.length > 1 << 22) flush()
  }
  for (let i = 0; i < nodes; i++) put(nodeObject(i))
  for (let i = 0; i < pods; i++) put(podObject(i, nodes, podsPerWorkload))
  for (let i = 0; slices && i < nodes; i++) for (const slice of sliceObjects(i)) put(slice)
  pending += '\n    ],\n    "kind": "List",\n    "metadata": {\n        "resourceVersion": ""\n    }\n}\n'
  flush()
  closeSync(descriptor)
  return bytes
}

function nodeObject(i: number): object {
  const isGpu = i % 8 === 0
  const name = nodeName(i)
  const amounts = {
    'ephemeral-storage': '943718400Ki',
    'hugepages-2Mi': '0',
    pods: '250',
    ...(isGpu ? { 'nvidia.com/gpu': '8' } : {}),
  }
  const condition = (type: string, status: string): object => ({
    lastHeartbeatTime: TIME,
    lastTransitionTime: TIME,
    message: `kubelet says ${type}`,
    reason: `Kubelet${type}`,
    status,
    type,
  })
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      annotations: {
        'node.alpha.kubernetes.io/ttl': '0',
        'volumes.kubernetes.io/controller-managed-attach-detach': 'true',
      },
      creationTimestamp: TIME,
      labels: {
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'node.kubernetes.io/instance-type': isGpu ? 'g16' : 'c16',
        pool: isGpu ? 'gpu' : 'general',
        'topology.kubernetes.io/region': ZONES[i % 3].slice(0, 4),
        'topology.kubernetes.io/zone': ZONES[i % 3],
      },
      name,
      resourceVersion: String(1_000_000 + i),
      uid: uid(i),
    },
    spec: {
      podCIDR: `10.${i & 255}.0.0/24`,
      ...(isGpu ? { taints: [{ effect: 'NoSchedule', key: 'pool', value: 'gpu' }] } : {}),
    },
    status: {
      addresses: [
        { address: `10.0.${(i >> 8) & 255}.${i & 255}`, type: 'InternalIP' },
        { address: name, type: 'Hostname' },
      ],
      allocatable: { cpu: '95500m', memory: '390000000Ki', ...amounts },
      capacity: { cpu: '96', memory: '395942344Ki', ...amounts },
      conditions: ['MemoryPressure', 'DiskPressure', 'PIDPressure']
        .map((type) => condition(type, 'False'))
        .concat(condition('Ready', 'True')),
      images: Array.from({ length: 20 }, (_, k) => ({
        names: [`registry.example/game/part-${k}@sha256:${'ab'.repeat(32)}`],
        sizeBytes: 80_000_000 + k,
      })),
      nodeInfo: {
        architecture: 'amd64',
        containerRuntimeVersion: 'containerd://2.1.4',
        kernelVersion: '6.8.0',
        kubeletVersion: 'v1.36.1',
        operatingSystem: 'linux',
        osImage: 'Debian 13',
      },
    },
  }
}

/** The slices of the i-th node: 96 Cpus of 48 cores, one of 16 kinds of host that differ in a NIC and their memory. */
function sliceObjects(i: number): readonly object[] {
  const name = nodeName(i)
  const facts: HostFacts = {
    topology: `kind-${i % 16}`,
    numaNodes: [0, 1].map((id) => ({
      id,
      memoryMib: 190_000 + (i % 16),
      cores: Array.from({ length: 24 }, (_, core) => [id * 24 + core, 48 + id * 24 + core]),
    })),
    reservedCpus: '0,48',
    nics: Array.from({ length: 1 + (i % 2) }, (_, k) => ({ name: `eth${k}`, numa: k, vfs: 32 })),
    disks: [0, 1].map((k) => ({ name: `nvme${k}`, capacityMib: 900_000, ioKibps: 1_000_000 })),
  }
  return slicesOf(name, facts, 1).map((spec, k) => ({
    apiVersion: SLICES_API,
    kind: 'ResourceSlice',
    metadata: {
      creationTimestamp: TIME,
      name: sliceName(name, k),
      ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name, uid: uid(i) }],
      resourceVersion: String(3_000_000 + i),
      uid: uid(i),
    },
    spec,
  }))
}
