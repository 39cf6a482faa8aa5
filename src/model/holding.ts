import { sumOf } from '../base/sum.ts'
import type { FailureReason, NearestChange, Reason } from './decision.ts'
import type { NetworkMode } from './fleet.ts'
import type { PodSize } from './size.ts'

/** Who a pod is. Names are unique within their parent; `name` within the run. */
export interface PodIdentity {
  /** `game/zone/component-ordinal`. */
  readonly name: string
  readonly game: string
  readonly zone: string
  readonly component: string
}

/** What a placed pod holds, in indices into the fleet. Immutable: a resize makes a new one. */
export interface Holding {
  /** Into fleet.hosts. */
  readonly host: number
  /** Exclusive ones, strictly ascending. */
  readonly cpus: readonly number[]
  /** Of the Cpus that no pod has for itself, thousandths of one. */
  readonly cpuMilli: number
  /** By NumaNode id, one entry for every NumaNode of the host. */
  readonly memoryMib: readonly number[]
  /** Into host.disks, or -1 when no disk is held. */
  readonly disk: number
  readonly diskMib: number
  readonly ioKibps: number
  readonly network: NetworkMode
  /** Number of the VF on its host, counted through host.nics in order, or -1. */
  readonly vf: number
  /** Strictly ascending, into host.gpus. */
  readonly gpus: readonly number[]
  /** Into host.nics, or -1 when no share of a NIC is held. With a VF it is the VF's NIC. */
  readonly nic: number
  readonly nicMbps: number
  readonly nicKpps: number
  /** Into fleet.pools, or -1 when no address is held. */
  readonly pool: number
  /** Unsigned 32-bit, 0 without a pool. */
  readonly ip: number
  /** Pool and address inside the cluster of a `dual` pod, else -1 and 0. */
  readonly overlayPool: number
  readonly overlayIp: number
  /** Into fleet.volumePools, or -1 when no volume is attached. */
  readonly volumePool: number
  readonly volumeMib: number
}

/** How large a holding is. */
export function sizeOfHolding({ cpus, cpuMilli, memoryMib }: Holding): PodSize {
  return { cpus: cpus.length, cpuMilli, memoryMib: sumOf(memoryMib) }
}

/** What others than Berth use on a host, in indices: nobody's to give. Cpus ascend; MiB by NumaNode id, every one. */
export interface ForeignUse {
  readonly host: number
  readonly cpus: readonly number[]
  readonly memoryMib: readonly number[]
}

/** What the engine decides, in indices; `decision-text.ts` gives its line. */
export type Decision = {
  readonly seq: number
  readonly atUs: number
  readonly pod: PodIdentity
  readonly profile: string
  readonly cause: string
} /** group: the one that got its places together, this pod's among them. */ & (
  | { readonly kind: 'place'; readonly holding: Holding; readonly group?: string }
  | { readonly kind: 'resize'; readonly holding: Holding; readonly before: Holding }
  | { readonly kind: 'migrate'; readonly holding: Holding; readonly before: Holding }
  | { readonly kind: 'release'; readonly holding: Holding }
  | {
      readonly kind: 'refuse'
      readonly action: 'place' | 'resize' | 'migrate'
      readonly cpus: number
      readonly cpuMilli: number
      readonly memoryMib: number
      readonly reasons: readonly Reason[]
      /** Of a pod that was bound and failed then. */
      readonly failure?: BoundFailure
      readonly nearest: NearestChange | null
      readonly group?: RefusedGroup
    }
)

/** Where a pod was bound and why it failed there. */
export interface BoundFailure {
  /** Into fleet.hosts. */
  readonly host: number
  readonly reason: FailureReason
}

/** A group that gets no place, and what its pods before the one that does not fit would have held. */
export interface RefusedGroup {
  readonly name: string
  readonly beside: readonly { readonly pod: PodIdentity; readonly holding: Holding }[]
}
