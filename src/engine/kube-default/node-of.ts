import { parseCpuList } from '../../base/cpu-list.ts'
import type { KubeSpec } from '../../model/baseline.ts'
import type { Host } from '../../model/fleet.ts'
import type { KubeNode, Taint } from '../../model/kube/node.ts'
import type { KubeletConfig, KubeletDevice, KubeletMachine } from '../kubelet/machine.ts'

export const LABELS = {
  region: 'topology.kubernetes.io/region',
  idc: 'topology.kubernetes.io/zone',
  module: 'berth.dev/module',
  rack: 'berth.dev/rack',
  host: 'kubernetes.io/hostname',
} as const

/** Extended resources: VFs of any NIC, GPUs of any kind. */
export const VF = 'berth.dev/vf'
export const GPU = 'berth.dev/gpu'

export const BYTES_PER_MIB = 1_048_576
/** The kubelet's own default, maxPods. */
const PODS_MAX = 110

/** Distances of NumaNodes in a SLIT: 10 to itself by the norm. */
const [NEAR, FAR] = [10, 20]

/** What the node controller taints a Node with whose kubelet is silent. */
const UNREACHABLE: readonly Taint[] = [
  { key: 'node.kubernetes.io/unreachable', value: '', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/unreachable', value: '', effect: 'NoExecute' },
]

/**
 * A host as kube-scheduler sees it: counts and labels, no NumaNodes, addresses or IO. A lost one stays a Node, tainted.
 * A pod that tolerates everything would be bound to it and never start; no room for pods sends it elsewhere.
 */
export function nodeOf(host: Host, isUnschedulable: boolean, isLost: boolean): KubeNode {
  const { cpus, memoryMib, diskMib, vfs } = host.allocatable
  const scalars = new Map([
    [VF, vfs],
    [GPU, host.gpus?.length ?? 0],
  ])
  return {
    name: host.name,
    labels: new Map([
      [LABELS.region, host.region],
      [LABELS.idc, host.idc],
      [LABELS.module, host.module],
      [LABELS.rack, host.rack],
      [LABELS.host, host.name],
    ]),
    isUnschedulable,
    taints: [...(host.taints ?? []), ...(isLost ? UNREACHABLE : [])],
    allocatable: {
      cpuMilli: 1000 * cpus,
      memoryBytes: memoryMib * BYTES_PER_MIB,
      ephemeralBytes: diskMib * BYTES_PER_MIB,
      scalars,
    },
    podsMax: isLost ? 0 : PODS_MAX,
    images: [],
  }
}

/** MiB that the static memory manager wants to see reserved somewhere; the machine has as many more. */
const RESERVED_MIB = 1

/**
 * A host as its kubelet finds it. What a host file does not say is taken so: each NumaNode is a socket with a
 * last-level cache of its own, equally far from every other; device plugins prefer VFs and GPUs in list order.
 */
export function machineOf(host: Host): KubeletMachine {
  return {
    numaNodes: host.numaNodes.map(({ id, memoryMib, cores }) => ({
      id,
      memoryMib: memoryMib + (id === 0 ? RESERVED_MIB : 0),
      cores: cores.map((cpus) => ({ socket: id, uncore: id, cpus })),
    })),
    distances: host.numaNodes.map((from) => host.numaNodes.map((to) => (from.id === to.id ? NEAR : FAR))),
    vfs: vfsOf(host),
    gpus: (host.gpus ?? []).map(({ name, numa }) => ({ id: name, numa })),
  }
}

/** VFs in the order in which a holding numbers them. */
export function vfsOf({ nics }: Host): readonly KubeletDevice[] {
  return nics.flatMap(({ name, numa, vfs }) =>
    Array.from({ length: vfs }, (_, index) => ({ id: `${name}:${index}`, numa })),
  )
}

/** What the kubelet of a host is started with. */
export function configOf(host: Host, kube: KubeSpec): KubeletConfig {
  return {
    cpu: { options: kube.cpuOptions, reserved: parseCpuList(host.reservedCpus) ?? [] },
    memory: {
      policy: kube.memoryPolicy === 'Static' ? 'static' : 'none',
      reservedMib: new Map([[0, RESERVED_MIB]]),
    },
    topology: {
      policy: kube.topologyPolicy,
      scope: kube.topologyScope,
      options: kube.topologyOptions,
    },
    hasVfPreference: true,
  }
}
