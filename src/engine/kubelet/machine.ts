import type { FailureReason } from '../../model/decision.ts'

/** A machine as the kubelet finds it, in the kubelet's own terms. Ids may have gaps. */
export interface KubeletMachine {
  /** At least one Cpu in all. */
  readonly numaNodes: readonly KubeletNumaNode[]
  /** A row for each of `numaNodes`, a column for each NUMA id from 0 on, as in the firmware's SLIT; null: not known. */
  readonly distances: readonly (readonly number[])[] | null
  /** Devices of one extended resource, all healthy, in the order that their plugin prefers. */
  readonly vfs: readonly KubeletDevice[]
  /** Those of a second one, whose plugin always says which it prefers; left out: none. */
  readonly gpus?: readonly KubeletDevice[]
}

export interface KubeletNumaNode {
  readonly id: number
  readonly memoryMib: number
  readonly cores: readonly KubeletCore[]
}

export interface KubeletCore {
  readonly socket: number
  /** Last-level cache. */
  readonly uncore: number
  /** Hardware threads, by Cpu number. */
  readonly cpus: readonly number[]
}

export interface KubeletDevice {
  readonly id: string
  /** NUMA id; -1: none. */
  readonly numa: number
}

/** The parts of a KubeletConfiguration that admission depends on; the policy of Cpus is `static`. */
export interface KubeletConfig {
  readonly cpu: {
    /** cpuManagerPolicyOptions. Alpha options are allowed. */
    readonly options: Readonly<Record<string, string>>
    /** reservedSystemCPUs: never exclusive. */
    readonly reserved: readonly number[]
  }
  readonly memory: {
    readonly policy: 'none' | 'static'
    /** reservedMemory by NUMA id; a node that is left out has none. */
    readonly reservedMib: ReadonlyMap<number, number>
  }
  readonly topology: {
    readonly policy: 'none' | 'best-effort' | 'restricted' | 'single-numa-node'
    readonly scope: 'container' | 'pod'
    /** topologyManagerPolicyOptions. */
    readonly options: Readonly<Record<string, string>>
  }
  /**
   * Whether the device plugin of the VFs says which it prefers (GetPreferredAllocation): those first in order. Without,
   * the kubelet takes any that the hint allows.
   */
  readonly hasVfPreference: boolean
}

/** A pod to admit. Requests are limits too, but for Cpu and memory of a pod that is not Guaranteed. */
export interface KubeletPod {
  readonly name: string
  readonly qos: 'Guaranteed' | 'Burstable' | 'BestEffort'
  /** At least one; names differ. */
  readonly containers: readonly KubeletContainer[]
}

export interface KubeletContainer {
  readonly name: string
  readonly cpuMilli: number
  readonly memoryMib: number
  readonly vfs: number
  /** 0 when left out. */
  readonly gpus?: number
}

/** What an admitted container holds. */
export interface ContainerHolding {
  readonly name: string
  /** Ascending Cpu numbers; null: none of its own, it runs on the shared Cpus. */
  readonly cpus: readonly number[] | null
  /** The NUMA ids that its memory is bound to, ascending; null: none, as the policy or the pod's QoS has it. */
  readonly memory: { readonly numaNodes: readonly number[]; readonly mib: number } | null
  /** Ids, in the machine's order. */
  readonly vfs: readonly string[]
  readonly gpus: readonly string[]
}

export type Admission =
  | { readonly isAdmitted: true; readonly containers: readonly ContainerHolding[] }
  | ({ readonly isAdmitted: false } & Rejection)

/** Why a pod fails: reason and message of its status. */
export interface Rejection {
  /** EndlessSearch is ours: v1.37 would go round in a loop for ever and answer nothing. */
  readonly reason: Extract<
    FailureReason,
    'TopologyAffinityError' | 'SMTAlignmentError' | 'UnexpectedAdmissionError' | 'EndlessSearch'
  >
  readonly message: string
}
