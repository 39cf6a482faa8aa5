import type { Resources, TaintEffect } from './pod.ts'

export interface Taint {
  readonly key: string
  readonly value: string
  readonly effect: TaintEffect
}

/** An image on a node's disk, under all its names. */
export interface NodeImage {
  readonly names: readonly string[]
  readonly sizeBytes: number
}

/** What kube-scheduler reads of a node. The name identifies it. */
export interface KubeNode {
  readonly name: string
  readonly labels: ReadonlyMap<string, string>
  /** Cordoned. */
  readonly isUnschedulable: boolean
  readonly taints: readonly Taint[]
  readonly allocatable: Resources
  /** Most pods it runs. */
  readonly podsMax: number
  readonly images: readonly NodeImage[]
}

export interface KubeNamespace {
  readonly name: string
  readonly labels: ReadonlyMap<string, string>
}

/** A service, for the pods it selects; a selector without labels selects none. */
export interface KubeService {
  readonly namespace: string
  readonly selector: ReadonlyMap<string, string>
}
