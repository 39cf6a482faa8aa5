import type { NetworkMode } from './fleet.ts'

/**
 * What pods of one kind put on the network and on their disk. A pod with p players handles base + p × perPlayer packets
 * a second, in and out together, times its own noise; what it writes nobody deletes.
 */
export interface Traffic {
  readonly name: string
  readonly packetsBase: number
  readonly packetsPerPlayer: number
  /** On the wire with all headers, mean of both ways. */
  readonly bytesPerPacket: number
  readonly diskMibPerHour: number
  readonly diskKibPerPlayerHour: number
  /** Players notice when more of their packets are lost, or when the platform adds more latency (99th percentile). */
  readonly lossPermilleMax: number
  readonly addedUsMax: number
  readonly source: string
}

/** Latency that is added on the way while nothing queues. */
export interface AddedLatency {
  readonly addedUsP50: number
  readonly addedUsP99: number
}

/**
 * What a network mode costs. Packets of `sriov` and of the VF of `dual` are handled by Cpus of the pod, all others by
 * those of the host.
 */
export interface ModeFigures extends AddedLatency {
  /** Thousands of packets a second that one Cpu takes through its stack. */
  readonly kppsPerCpu: number
  readonly source: string
}

/** Every figure of the network that was measured or assumed, each with where it is from (docs/NETWORK.md). */
export interface NetworkFigures {
  readonly name: string
  readonly modes: Readonly<Record<NetworkMode, ModeFigures>>
  /** What one VF carries whatever the Cpus behind it. */
  readonly vf: { readonly kpps: number; readonly source: string }
  /** Of a NIC of which the fleet says nothing. */
  readonly nic: { readonly mbps: number; readonly kpps: number; readonly source: string }
  /**
   * Receive packet steering: with it the packets of a VF go over so many Cpus of its pod, those of a host over so many
   * of its reserved ones, each worth `permille` of one that works alone. Without it one Cpu has them all.
   */
  readonly steering: {
    readonly podCpus: number
    readonly hostCpus: number
    readonly permille: number
    readonly source: string
  }
  /** What a Cpu is worth, and what is added at the 99th percentile, while interrupts are not bound to Cpus. */
  readonly interrupts: {
    readonly unpinnedPermille: number
    readonly unpinnedAddedUsP99: number
    readonly source: string
  }
  /** Packets that wait at most at each stage; what comes then is lost. */
  readonly queue: { readonly packets: number; readonly source: string }
  /** Of a `dual` pod's packets those that stay inside the cluster, on the overlay. */
  readonly dual: { readonly insidePermille: number; readonly source: string }
  /** One gateway between a cluster and the outside; `overlay` and `nat` pods are reached by those of their IDC. */
  readonly gateway: AddedLatency & {
    readonly kpps: number
    readonly mbps: number
    /** Players at once; further ones are refused. */
    readonly sessions: number
    readonly source: string
  }
  /** By name. */
  readonly traffic: readonly Traffic[]
}

/** How hosts and pods are set up from an instant on. */
export interface NetworkTuning {
  readonly fromUs: number
  readonly irqPinning: boolean
  readonly rps: boolean
}

/** `network` of a scenario, resolved. */
export interface NetworkModel {
  readonly figures: NetworkFigures
  /** Gateways of each IDC of the fleet. */
  readonly gateways: Readonly<Record<string, number>>
  /** By time, the first from 0. */
  readonly tuning: readonly NetworkTuning[]
}

/** Modes whose players come through a gateway. */
export function isBehindGateway(mode: NetworkMode): boolean {
  return mode === 'overlay' || mode === 'nat'
}

/** Where packets are lost, in the order in which they pass. */
export const LOSS_STAGES = ['vf', 'host', 'nic', 'gateway'] as const
