import type { Fleet, Host } from '../../../src/model/fleet.ts'
import { SLICES_API, sliceName, slicesOf } from '../../../src/model/kube/resource-slice.ts'
import type { KubeObject } from './client.ts'
import { labFleet } from './fleet.ts'

/** The adapter that may bind on Nodes of the lab, unless told otherwise. */
export const WRITER = 'berth'

const PODS_MAX = 250

/** The Node of a host, as its kubelet and its owner would make it; the words of the cluster are in docs/PUSH.md. */
export function nodeOf(host: Host, writer: string = WRITER): KubeObject {
  const cpus = host.numaNodes.reduce((sum, numa) => sum + numa.cores.flat().length, 0)
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
    },
    status: {
      capacity: { cpu: String(cpus), memory, pods: String(PODS_MAX) },
      allocatable: { cpu: String(host.allocatable.cpus), memory, pods: String(PODS_MAX) },
    },
  }
}

/** What the host has, as the agent of its Node would publish it. */
export function publishedOf(host: Host): readonly KubeObject[] {
  return slicesOf(host.name, host, 1).map((spec, i) => ({
    apiVersion: SLICES_API,
    kind: 'ResourceSlice',
    metadata: { name: sliceName(host.name, i) },
    spec,
  }))
}

/** Node and slices of a host. */
export function objectsOf(host: Host, writer: string = WRITER): readonly KubeObject[] {
  return [...publishedOf(host), nodeOf(host, writer)]
}

/** The Nodes of `labFleet(count)`, with their slices. */
export function labNodes(count: number, writer: string = WRITER): readonly KubeObject[] {
  return labFleet(count).hosts.flatMap((host) => objectsOf(host, writer))
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
