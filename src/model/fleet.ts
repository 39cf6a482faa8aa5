import type { Taint } from './kube/node.ts'

/** The fleet as `fleet.json` writes it: every host with all it has, the segments, and the IP pools bound to hosts. */

/** What a segment's addresses are given out for. */
export const SEGMENT_NETWORKS = ['sriov', 'bridge', 'overlay'] as const
export type SegmentNetwork = (typeof SEGMENT_NETWORKS)[number]

/**
 * How a pod is reached (S9, S15 to S17): by a VF of its own, by the host's bridge, by the overlay of its cluster, by
 * both overlay and VF, or not at all from outside, behind the host's address.
 */
export const NETWORK_MODES = ['sriov', 'bridge', 'overlay', 'dual', 'nat'] as const
export type NetworkMode = (typeof NETWORK_MODES)[number]

/** Of each network mode: whether a pod gets a VF, and the networks of which it gets an address, its own one first. */
export const NETWORK_PARTS: Readonly<
  Record<NetworkMode, { readonly vf: boolean; readonly addresses: readonly SegmentNetwork[] }>
> = {
  sriov: { vf: true, addresses: ['sriov'] },
  bridge: { vf: false, addresses: ['bridge'] },
  overlay: { vf: false, addresses: ['overlay'] },
  dual: { vf: true, addresses: ['sriov', 'overlay'] },
  nat: { vf: false, addresses: [] },
}

/**
 * Limits put on a fleet so that the engine's columns have fixed strides. Eight NumaNodes is also the kubelet's own
 * default limit.
 */
export const NUMA_NODES_MAX = 8
export const DISKS_MAX = 4
export const CPUS_MAX = 1024

export interface NumaNode {
  /** Dense, 0 … numaNodes.length - 1. */
  readonly id: number
  /** Allocatable MiB: what the host has less what the system keeps, rounded down. */
  readonly memoryMib: number
  /** One entry a core: the Cpu numbers of its threads (siblings), ascending. Reserved Cpus are listed too. */
  readonly cores: readonly (readonly number[])[]
}

export interface Nic {
  /** The PhysicalFunction's interface name, unique on its host. */
  readonly name: string
  /** Nearest NumaNode. A PF that several share is listed under the lowest. */
  readonly numa: number
  /** VirtualFunctions switched on; a VF's name is `${nic.name}:${index}`. */
  readonly vfs: number
  /** Allocatable bandwidth; left out where nobody said, and then none is given out. */
  readonly mbps?: number
  /** Allocatable packet rate, thousands a second; left out as `mbps` is. */
  readonly kpps?: number
}

export interface Gpu {
  /** Unique on its host. */
  readonly name: string
  /** Nearest NumaNode. */
  readonly numa: number
}

export interface Disk {
  readonly name: string
  readonly capacityMib: number
  readonly ioKibps: number
}

export interface Host {
  readonly name: string
  readonly region: string
  readonly idc: string
  readonly module: string
  readonly rack: string
  /** Name of the hardware the host is an instance of, `epyc-corona`. */
  readonly topology: string
  readonly numaNodes: readonly NumaNode[]
  /** Cpus kept for the system, cpuset list form; never given to a pod. */
  readonly reservedCpus: string
  readonly nics: readonly Nic[]
  readonly gpus?: readonly Gpu[]
  readonly disks: readonly Disk[]
  /** Network volumes that may be attached at once; none when left out. */
  readonly volumeAttachMax?: number
  /** What keeps pods off that do not tolerate it, as Kubernetes has it; none when left out. */
  readonly taints?: readonly Taint[]
  /** Sums over the lists above, reserved Cpus taken off. */
  readonly allocatable: {
    readonly cpus: number
    readonly memoryMib: number
    readonly diskMib: number
    readonly vfs: number
  }
}

/** A VLAN, or an overlay, and its subnet. */
export interface Segment {
  readonly name: string
  /** 1 … 4094; of an overlay its number in the cluster. */
  readonly vlan: number
  /** CIDR, `10.3.4.0/22`. */
  readonly subnet: string
  readonly networks: readonly SegmentNetwork[]
}

/** Hosts, racks and modules that may use a pool. */
export interface PoolBinding {
  readonly hosts?: readonly string[]
  readonly racks?: readonly string[]
  readonly modules?: readonly string[]
}

/** Ranges of one segment, bound to the hosts, racks or modules that may use them. */
export interface IpPool {
  readonly name: string
  readonly segment: string
  /** Inclusive ranges, `10.3.4.10-10.3.5.250`; ascending and disjoint. */
  readonly ranges: readonly string[]
  readonly boundTo: PoolBinding
}

/** A backend of network volumes, a Ceph pool (S14). What is in it outlives the hosts. */
export interface VolumePool {
  readonly name: string
  /** What it has to give, copies of the data left out. */
  readonly capacityMib: number
  /** Hosts that reach it; all when left out. */
  readonly boundTo?: PoolBinding
}

/**
 * hosts ascend by (region, idc, module, rack, name), segments and pools by name, all by code unit: the order of a
 * user's file is gone before the engine sees it. Domain names are unique across the whole fleet (a module's name
 * never occurs in two IDCs), as are host names.
 */
export interface Fleet {
  readonly hosts: readonly Host[]
  readonly segments: readonly Segment[]
  readonly pools: readonly IpPool[]
  /** By name; none when left out. */
  readonly volumePools?: readonly VolumePool[]
}
