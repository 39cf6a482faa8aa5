import type { z } from 'zod'
import { CPUS_MAX, DISKS_MAX, NUMA_NODES_MAX, SEGMENT_NETWORKS } from '../fleet.ts'
import { AMOUNT_MAX, GPUS_MAX, HOSTS_MAX, RANGES_MAX, SEGMENTS_MAX, VFS_MAX, VOLUMES_MAX } from './limits.ts'
import * as scalars from './scalars.ts'
import { list, record } from './shapes.ts'
import { taintList } from './taints.ts'

const amount = scalars.integer(0, AMOUNT_MAX)
const sum = scalars.integer(0, Number.MAX_SAFE_INTEGER)
const cpu = scalars.integer(0, CPUS_MAX - 1)
const names = list(scalars.name, 0, HOSTS_MAX)
const binding = record({ hosts: names.optional(), racks: names.optional(), modules: names.optional() })

/** One host of `fleet.json`. */
export const hostEntrySchema = record({
  name: scalars.name,
  region: scalars.name,
  idc: scalars.name,
  module: scalars.name,
  rack: scalars.name,
  topology: scalars.name,
  numaNodes: list(
    record({
      id: scalars.integer(0, NUMA_NODES_MAX - 1),
      memoryMib: amount,
      cores: list(list(cpu, 1, 16), 1, CPUS_MAX),
    }),
    1,
    NUMA_NODES_MAX,
  ),
  reservedCpus: scalars.cpuList,
  nics: list(
    record({
      name: scalars.deviceName,
      numa: scalars.integer(0, NUMA_NODES_MAX - 1),
      vfs: scalars.integer(0, VFS_MAX),
      mbps: amount.optional(),
      kpps: amount.optional(),
    }),
    0,
    64,
  ),
  gpus: list(
    record({ name: scalars.deviceName, numa: scalars.integer(0, NUMA_NODES_MAX - 1) }),
    0,
    GPUS_MAX,
  ).optional(),
  disks: list(record({ name: scalars.deviceName, capacityMib: amount, ioKibps: amount }), 0, DISKS_MAX),
  volumeAttachMax: scalars.integer(0, VOLUMES_MAX).optional(),
  taints: taintList.optional(),
  allocatable: record({ cpus: sum, memoryMib: sum, diskMib: sum, vfs: sum }),
})

/** `fleet.json`. */
export const fleetSchema = record({
  hosts: list(hostEntrySchema, 1, HOSTS_MAX),
  segments: list(
    record({
      name: scalars.name,
      vlan: scalars.integer(1, 4094),
      subnet: scalars.text(18),
      networks: list(scalars.word(SEGMENT_NETWORKS), 1, SEGMENT_NETWORKS.length),
    }),
    0,
    SEGMENTS_MAX,
  ),
  pools: list(
    record({
      name: scalars.name,
      segment: scalars.name,
      ranges: list(scalars.text(31), 1, RANGES_MAX),
      boundTo: binding,
    }),
    0,
    SEGMENTS_MAX,
  ),
  volumePools: list(
    record({ name: scalars.name, capacityMib: amount, boundTo: binding.optional() }),
    0,
    SEGMENTS_MAX,
  ).optional(),
})

export type HostEntry = z.output<typeof fleetSchema>['hosts'][number]
