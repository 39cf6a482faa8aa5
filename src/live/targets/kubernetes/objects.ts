import type { SliceSpec } from '../../../model/kube/resource-slice.ts'

/**
 * The parts of Kubernetes objects that are read here, as raw JSON has them: the API server has checked their types,
 * whatever else they carry is left alone. Nothing read is ever written back whole.
 */
export interface KubeMeta {
  readonly name: string
  readonly namespace?: string
  readonly uid: string
  readonly resourceVersion: string
  readonly generation?: number
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
  readonly deletionTimestamp?: string
  readonly ownerReferences?: readonly { readonly kind: string; readonly name: string; readonly controller?: boolean }[]
}

export interface KubeObject {
  readonly metadata: KubeMeta
}

export interface KubeNode extends KubeObject {
  readonly spec: { readonly unschedulable?: boolean }
  readonly status?: { readonly conditions?: readonly KubeCondition[] }
}

export interface KubeCondition {
  readonly type: string
  readonly status: string
  readonly reason?: string
  readonly message?: string
  readonly observedGeneration?: number
}

/** Quantities by resource name; numbers are possible in what a user wrote, strings are what the server gives. */
export type KubeQuantities = Readonly<Record<string, string | number>>

export interface KubeResources {
  readonly requests?: KubeQuantities
  readonly limits?: KubeQuantities
}

export interface KubeContainer {
  readonly name: string
  readonly resources?: KubeResources
  /** `Always` on an init container: a sidecar, which runs as long as the pod. */
  readonly restartPolicy?: string
}

export interface KubePod extends KubeObject {
  readonly spec: {
    readonly schedulerName?: string
    readonly nodeName?: string
    readonly containers: readonly KubeContainer[]
    readonly initContainers?: readonly KubeContainer[]
    readonly overhead?: KubeQuantities
    readonly resources?: KubeResources
    readonly schedulingGates?: readonly { readonly name: string }[]
  }
  readonly status?: {
    readonly phase?: string
    readonly conditions?: readonly KubeCondition[]
    readonly containerStatuses?: readonly KubeContainerStatus[]
  }
}

export interface KubeContainerStatus {
  readonly name: string
  readonly ready?: boolean
  readonly resources?: KubeResources
  readonly allocatedResources?: KubeQuantities
}

/** A ResourceSlice. */
export interface KubeSlice extends KubeObject {
  readonly spec: SliceSpec
}

/** Texts by key under `data`. */
export type KubeConfigMap = KubeObject & { readonly [key in 'data']?: Readonly<Record<string, string>> }

/** `NAMESPACE/NAME`. */
export function objectNameOf(object: KubeObject): string {
  return `${object.metadata.namespace ?? ''}/${object.metadata.name}`
}

/** The controller that makes the pod again when it goes, `ReplicaSet/web-7d4`, or null for a bare pod. */
export function controllerOf(pod: KubePod): string | null {
  const owner = pod.metadata.ownerReferences?.find((reference) => reference.controller === true)
  return owner === undefined ? null : `${owner.kind}/${owner.name}`
}

/** Whether the pod has ended and holds nothing any more. */
export function isFinished(pod: KubePod): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed'
}
