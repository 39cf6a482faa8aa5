import type { LabelSelector, NodeSelectorTerm, PodAffinityTerm, Weighted } from './selector.ts'

/** Amounts of resources: whole numbers below 2^53. */
export interface Resources {
  readonly cpuMilli: number
  readonly memoryBytes: number
  readonly ephemeralBytes: number
  /** Extended resources, huge pages and what else has a domain in its name. */
  readonly scalars: ReadonlyMap<string, number>
}

export interface Toleration {
  /** '': every key. */
  readonly key: string
  readonly operator: 'Equal' | 'Exists'
  readonly value: string
  /** '': every effect. */
  readonly effect: TaintEffect | ''
}

export type TaintEffect = 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute'

export interface TopologySpreadConstraint {
  /** At least 1. */
  readonly maxSkew: number
  readonly topologyKey: string
  readonly whenUnsatisfiable: 'DoNotSchedule' | 'ScheduleAnyway'
  /** Of pods in the pod's own namespace. */
  readonly selector: LabelSelector
  readonly minDomains: number
  readonly nodeAffinityPolicy: NodeInclusionPolicy
  readonly nodeTaintsPolicy: NodeInclusionPolicy
}

/** Whether nodes that the pod could not use for this reason count as domains (Ignore) or not (Honor). */
export type NodeInclusionPolicy = 'Honor' | 'Ignore'

export interface HostPort {
  /** `0.0.0.0` is every address of the node. */
  readonly ip: string
  readonly protocol: string
  readonly port: number
}

export interface PodTerms {
  readonly required: readonly PodAffinityTerm[]
  readonly preferred: readonly Weighted<PodAffinityTerm>[]
}

/** What kube-scheduler reads of a pod as the API server stores it. Namespace and name identify it. */
export interface KubePod {
  readonly namespace: string
  readonly name: string
  readonly labels: ReadonlyMap<string, string>
  /** Of higher ones pods of lower ones may give way; 0 when left out. */
  readonly priority?: number
  /** When its kubelet took it in, in whole seconds of any clock; 0 when left out. */
  readonly startedAtS?: number
  /** Being deleted: no longer counted by spread constraints. */
  readonly isTerminating: boolean
  /** A node named in the pod itself; null: none. */
  readonly nodeName: string | null
  readonly schedulingGates: readonly string[]
  readonly nodeSelector: ReadonlyMap<string, string>
  /** One of the terms must hold; null: any node. */
  readonly requiredNodes: readonly NodeSelectorTerm[] | null
  /** null: none is given, which is not the same as an empty list. */
  readonly preferredNodes: readonly Weighted<NodeSelectorTerm>[] | null
  readonly affinity: PodTerms
  readonly antiAffinity: PodTerms
  readonly tolerations: readonly Toleration[]
  readonly spread: readonly TopologySpreadConstraint[]
  /** Of all containers that run as long as the pod. */
  readonly hostPorts: readonly HostPort[]
  /** One a container, init container and image volume, as written. */
  readonly images: readonly string[]
  /** What the pod takes on its node, overhead included. */
  readonly requests: Resources
  /** The same for scores, where a container that asks for none counts with 100m and 200Mi. */
  readonly scoredRequests: { readonly cpuMilli: number; readonly memoryBytes: number }
}
