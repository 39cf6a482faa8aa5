import type { KubeNode } from '../../../model/kube/node.ts'
import type { KubePod } from '../../../model/kube/pod.ts'
import { HostPorts } from './host-ports.ts'
import type { ImageState } from './image-states.ts'

// Source: kubernetes v1.37.2, NodeInfo of pkg/scheduler/framework/types.go.

/** A node and what its pods take. Only `Cluster` changes it. */
export class NodeState {
  node: KubeNode
  /** Its place in the cluster's list of nodes. */
  index: number
  /** `changes` of the cluster when this node or its place last changed. */
  revision = 0
  images: ReadonlyMap<string, ImageState> = new Map()
  readonly pods = new Set<KubePod>()
  podCount = 0
  cpuMilli = 0
  memoryBytes = 0
  ephemeralBytes = 0
  scoredCpuMilli = 0
  scoredMemoryBytes = 0
  readonly scalars = new Map<string, number>()
  readonly hostPorts = new HostPorts()

  constructor(node: KubeNode, index: number) {
    this.node = node
    this.index = index
  }

  add(pod: KubePod): void {
    this.pods.add(pod)
    this.#take(pod, 1)
    for (const port of pod.hostPorts) this.hostPorts.add(port)
  }

  remove(pod: KubePod): void {
    this.pods.delete(pod)
    this.#take(pod, -1)
    for (const port of pod.hostPorts) this.hostPorts.remove(port)
  }

  #take({ requests, scoredRequests }: KubePod, sign: 1 | -1): void {
    this.podCount += sign
    this.cpuMilli += sign * requests.cpuMilli
    this.memoryBytes += sign * requests.memoryBytes
    this.ephemeralBytes += sign * requests.ephemeralBytes
    this.scoredCpuMilli += sign * scoredRequests.cpuMilli
    this.scoredMemoryBytes += sign * scoredRequests.memoryBytes
    for (const [name, amount] of requests.scalars) {
      this.scalars.set(name, (this.scalars.get(name) ?? 0) + sign * amount)
    }
  }
}
