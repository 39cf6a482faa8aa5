import type { KubeNode, KubePod, KubeSlice } from '../../../../src/live/targets/kubernetes/objects.ts'
import type { HoldingWords } from '../../../../src/model/decision.ts'
import { type HostFacts, type SliceDevice, sliceName, slicesOf } from '../../../../src/model/kube/resource-slice.ts'
import { formatAllocation } from '../../../../src/model/parse/allocation.ts'

/** Facts of a host with 2 NumaNodes of 4 cores of 2 threads: core i has Cpus i and i+8; core 0 is the system's. */
export const FACTS = {
  topology: 'small',
  numaNodes: [
    {
      id: 0,
      memoryMib: 8000,
      cores: [
        [0, 8],
        [1, 9],
        [2, 10],
        [3, 11],
      ],
    },
    {
      id: 1,
      memoryMib: 8000,
      cores: [
        [4, 12],
        [5, 13],
        [6, 14],
        [7, 15],
      ],
    },
  ],
  reservedCpus: '0,8',
  nics: [{ name: 'eth0', numa: 0, vfs: 4, mbps: 1000, kpps: 500 }],
  gpus: [
    { name: 'gpu0', numa: 0 },
    { name: 'gpu1', numa: 1 },
  ],
  disks: [{ name: 'nvme0', capacityMib: 10_000, ioKibps: 1000 }],
}

/** Slices of a Node's pool as a watch shows them. */
export function slicesNamed(name: string, facts: HostFacts = FACTS, generation = 1): readonly KubeSlice[] {
  return slicesOf(name, facts, generation).map((spec, i) => ({
    metadata: { name: sliceName(name, i), uid: `uid-${name}-${i}`, resourceVersion: String(generation) },
    spec,
  }))
}

/** The devices of a pool. */
export function devicesNamed(name: string, facts: HostFacts = FACTS): readonly SliceDevice[] {
  return slicesNamed(name, facts).flatMap(({ spec }) => spec.devices ?? [])
}

interface NodeOptions {
  readonly labels?: Readonly<Record<string, string>>
  readonly unschedulable?: boolean
  readonly ready?: boolean
}

/** A Node of the writer `me`. */
export function nodeNamed(name: string, options: NodeOptions = {}): KubeNode {
  const { labels = {}, unschedulable, ready = true } = options
  return {
    metadata: {
      name,
      uid: `uid-${name}`,
      resourceVersion: '1',
      labels: {
        'berth.dev/writer': 'me',
        'topology.kubernetes.io/region': 'north',
        'topology.kubernetes.io/zone': 'idc-a',
        'berth.dev/module': 'm1',
        'berth.dev/rack': 'r1',
        ...labels,
      },
    },
    spec: unschedulable === undefined ? {} : { unschedulable },
    status: { conditions: [{ type: 'Ready', status: ready ? 'True' : 'Unknown' }] },
  }
}

export interface PodOptions {
  readonly cpu?: string
  readonly memory?: string
  readonly limits?: Readonly<Record<string, string>>
  readonly scheduler?: string
  readonly node?: string
  readonly phase?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
  readonly holding?: HoldingWords
  readonly deleting?: boolean
}

/** A pod of Berth of 2 Cpus and 1 GiB in namespace `game`, unless told otherwise. */
export function podNamed(name: string, options: PodOptions = {}): KubePod {
  const { cpu = '2', memory = '1Gi', scheduler = 'berth', holding, deleting = false } = options
  const node = options.node ?? holding?.host
  const requests = { cpu, memory }
  const allocation = holding === undefined ? {} : { 'berth.dev/allocation': formatAllocation(holding, 'plan/1') }
  return {
    metadata: {
      name,
      namespace: 'game',
      uid: `uid-${name}`,
      resourceVersion: '5',
      labels: options.labels ?? {},
      annotations: { ...allocation, ...options.annotations },
      ...(deleting ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}),
    },
    spec: {
      schedulerName: scheduler,
      ...(node === undefined ? {} : { nodeName: node }),
      containers: [{ name: 'game', resources: { requests, limits: options.limits ?? requests } }],
    },
    status: { phase: options.phase ?? 'Running' },
  }
}

/** A holding on host `h1`. */
export function holdingOf(cpus: string, more: Partial<HoldingWords> = {}): HoldingWords {
  return {
    host: 'h1',
    cpus,
    memoryMib: { 0: 1024 },
    network: 'bridge',
    ip: '10.0.0.10',
    segment: 'games',
    mac: '02:00:0a:00:00:0a',
    ...more,
  }
}

export const NETWORKS = {
  segments: [{ name: 'games', vlan: 10, subnet: '10.0.0.0/24', networks: ['sriov', 'bridge'] }],
  pools: [{ name: 'games', segment: 'games', ranges: ['10.0.0.10-10.0.0.200'], boundTo: { modules: ['m1'] } }],
}
