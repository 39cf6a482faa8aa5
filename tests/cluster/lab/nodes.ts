import type { Fleet, Host } from '../../../src/model/fleet.ts'
import type { KubeObject } from './client.ts'
import { labFleet } from './fleet.ts'

/** The adapter that may bind on Nodes of the lab, unless told otherwise. */
export const WRITER = 'berth'

const PODS_MAX = 250

/** The Node of a host, as its kubelet and its owner would make it; the words of the cluster are in docs/PUSH.md. */
export function nodeOf(host: Host, writer: string = WRITER): KubeObject {
  const { topology, numaNodes, reservedCpus, nics, disks } = host
  const cpus = numaNodes.reduce((sum, numa) => sum + numa.cores.flat().length, 0)
  const memory = `${host.allocatable.memoryMib}Mi`
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: host.name,
      labels: {
        'kubernetes.io/hostname': host.name,
        'kubernetes.io/os': 'linux',
        'topology.kubernetes.io/region': host.region,
        'topology.kubernetes.io/zone': host.idc,
        'berth.dev/module': host.module,
        'berth.dev/rack': host.rack,
        'berth.dev/writer': writer,
      },
      annotations: { 'berth.dev/host': JSON.stringify({ topology, numaNodes, reservedCpus, nics, disks }) },
    },
    status: {
      capacity: { cpu: String(cpus), memory, pods: String(PODS_MAX) },
      allocatable: { cpu: String(host.allocatable.cpus), memory, pods: String(PODS_MAX) },
    },
  }
}

/** The Nodes of `labFleet(count)`. */
export function labNodes(count: number, writer: string = WRITER): readonly KubeObject[] {
  return labFleet(count).hosts.map((host) => nodeOf(host, writer))
}

/** The ConfigMap `berth-networks` with the segments and pools of a fleet. */
export function networksOf(fleet: Fleet, namespace: string): KubeObject {
  const networks = { segments: fleet.segments, pools: fleet.pools }
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'berth-networks', namespace },
    data: { 'networks.yaml': JSON.stringify(networks) },
  }
}
