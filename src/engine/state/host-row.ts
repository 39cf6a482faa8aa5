import { DISKS_MAX, NUMA_NODES_MAX, SEGMENT_NETWORKS, type SegmentNetwork } from '../../model/fleet.ts'

/**
 * Row of a host: what is read together lies together, so that scoring a host touches four cache lines and not one a
 * column. Offsets into the row; NumaNode n's entry of a part is at the part's offset + n.
 */
export const ROW = 64
/** Bits IS_UP and IS_CORDONED; a host that is up and not cordoned, the only one that takes pods, has IS_UP alone. */
export const STATE = 0
export const FREE_CPUS = 1
export const CPUS_ALLOCATABLE = 2
export const FREE_MEMORY_MIB = 3
export const MEMORY_MIB_ALLOCATABLE = 4
export const FREE_VFS = 5
export const VF_COUNT = 6
export const NUMA_COUNT = 7
export const DISK_COUNT = 8
/** Bit n: a usable pool has a free address of SEGMENT_NETWORKS[n]. */
export const ADDRESSES = 9
/** Network volumes that can still be attached. */
export const FREE_ATTACHMENTS = 10
/** 1000 × free Cpus less what pods share of them. */
export const FREE_CPU_MILLI = 11
/** Free Cpus of the NumaNode with the fewest, and of the one with the fewest of the others. */
export const NUMA_LEAST_FREE = 12
export const NUMA_NEXT_FREE = 13
/** Allocatable Cpus of the NumaNode with the most. */
export const NUMA_MOST_ALLOCATABLE = 14
export const NUMA_FREE_CPUS = 16
export const NUMA_FREE_MEMORY_MIB = NUMA_FREE_CPUS + NUMA_NODES_MAX
export const NUMA_FREE_VFS = NUMA_FREE_MEMORY_MIB + NUMA_NODES_MAX
export const NUMA_CPUS_ALLOCATABLE = NUMA_FREE_VFS + NUMA_NODES_MAX
export const DISK_FREE_MIB = NUMA_CPUS_ALLOCATABLE + NUMA_NODES_MAX
export const DISK_FREE_IO = DISK_FREE_MIB + DISKS_MAX

/** Bits of ADDRESSES. */
export function addressBits(networks: readonly SegmentNetwork[]): number {
  return networks.reduce((bits, network) => bits | (1 << SEGMENT_NETWORKS.indexOf(network)), 0)
}

export const IS_UP = 1
export const IS_CORDONED = 2
