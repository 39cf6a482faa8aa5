import { assert } from '../../base/assert.ts'
import { DISKS_MAX, type Host, NUMA_NODES_MAX } from '../../model/fleet.ts'
import {
  CPUS_ALLOCATABLE,
  DISK_COUNT,
  DISK_FREE_IO,
  DISK_FREE_MIB,
  FREE_ATTACHMENTS,
  FREE_CPU_MILLI,
  FREE_CPUS,
  FREE_MEMORY_MIB,
  IS_UP,
  MEMORY_MIB_ALLOCATABLE,
  NUMA_COUNT,
  NUMA_CPUS_ALLOCATABLE,
  NUMA_FREE_CPUS,
  NUMA_FREE_MEMORY_MIB,
  NUMA_LEAST_FREE,
  NUMA_MOST_ALLOCATABLE,
  NUMA_NEXT_FREE,
  STATE,
} from './host-row.ts'
import type { HostShape } from './host-shape.ts'

/** Fills the row of a host that is up and empty, its VFs and addresses aside. row: where it begins. */
export function fillRow(rows: Int32Array, row: number, host: Host, shape: HostShape): void {
  const { name, numaNodes, disks, volumeAttachMax = 0 } = host
  assert(numaNodes.length <= NUMA_NODES_MAX, `${name} has at most ${NUMA_NODES_MAX} NumaNodes`)
  assert(disks.length <= DISKS_MAX, `${name} has at most ${DISKS_MAX} disks`)
  rows[row + STATE] = IS_UP
  rows[row + NUMA_COUNT] = numaNodes.length
  numaNodes.forEach((numa, n) => {
    rows[row + NUMA_FREE_CPUS + n] = shape.cpusOf[n]
    rows[row + NUMA_CPUS_ALLOCATABLE + n] = shape.cpusOf[n]
    rows[row + NUMA_FREE_MEMORY_MIB + n] = numa.memoryMib
    rows[row + FREE_CPUS] += shape.cpusOf[n]
    rows[row + FREE_MEMORY_MIB] += numa.memoryMib
  })
  rows[row + CPUS_ALLOCATABLE] = rows[row + FREE_CPUS]
  rows[row + FREE_CPU_MILLI] = 1000 * rows[row + FREE_CPUS]
  rows[row + MEMORY_MIB_ALLOCATABLE] = rows[row + FREE_MEMORY_MIB]
  rows[row + NUMA_MOST_ALLOCATABLE] = Math.max(0, ...shape.cpusOf)
  markNumaNodes(rows, row)
  rows[row + FREE_ATTACHMENTS] = volumeAttachMax
  rows[row + DISK_COUNT] = disks.length
  disks.forEach((disk, d) => {
    rows[row + DISK_FREE_MIB + d] = disk.capacityMib
    rows[row + DISK_FREE_IO + d] = disk.ioKibps
  })
}

/** Notes which NumaNodes of a row have the fewest free Cpus. To be called whenever those changed. */
export function markNumaNodes(rows: Int32Array, row: number): void {
  const end = row + NUMA_FREE_CPUS + rows[row + NUMA_COUNT]
  let least = rows[row + NUMA_FREE_CPUS]
  let next = end - row > NUMA_FREE_CPUS + 1 ? MOST : least
  for (let at = row + NUMA_FREE_CPUS + 1; at < end; at++) {
    const free = rows[at]
    if (free < least) {
      next = least
      least = free
    } else if (free < next) {
      next = free
    }
  }
  rows[row + NUMA_LEAST_FREE] = least
  rows[row + NUMA_NEXT_FREE] = next
}

/** More Cpus than a NumaNode has. */
const MOST = 0x3fff_ffff
