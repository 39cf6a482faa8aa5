import { formatCpuList } from '../../base/cpu-list.ts'
import { byCodeUnit } from '../../base/order.ts'
import type { Disk, Gpu, Host, Nic, NumaNode } from '../fleet.ts'
import { NUMA_NODES_MAX } from '../fleet.ts'
import type { Taint } from '../kube/node.ts'
import type { FaultList } from './faults.ts'
import { expectedName } from './faults.ts'
import { GPUS_MAX } from './limits.ts'
import { checkMemory } from './places.ts'
import type { MachineSpec } from './scenario-schema.ts'
import type { Topology } from './topology.ts'

/** What all hosts of one group have in common. */
export type Machine = Pick<
  Host,
  'topology' | 'numaNodes' | 'reservedCpus' | 'nics' | 'gpus' | 'volumeAttachMax' | 'taints' | 'disks' | 'allocatable'
>

/** A topology with the VFs, disks and reservations a scenario puts on it, or null with the faults noted. */
export function machineOf(
  spec: MachineSpec,
  path: string,
  topologyOf: (name: string, path: string) => Topology | null,
  faults: FaultList,
): Machine | null {
  const topology = topologyOf(spec.topology, `${path}.topology`)
  if (topology === null) return null
  if (topology.numaNodes.length > NUMA_NODES_MAX) {
    faults.add(
      `${path}.topology`,
      `${topology.name} with ${topology.numaNodes.length} NumaNodes`,
      `a topology of at most ${NUMA_NODES_MAX} NumaNodes`,
    )
    return null
  }
  const reserved = reservedCpus(spec, topology, path, faults)
  const numaNodes = topology.numaNodes.map((node, id): NumaNode => {
    const memoryMib = node.memoryMib - (spec.reserved?.memoryPerNumaNode ?? 0)
    if (memoryMib < 0) {
      faults.add(
        `${path}.reserved.memoryPerNumaNode`,
        `${spec.reserved?.memoryPerNumaNode}Mi`,
        `at most the ${node.memoryMib}Mi of NumaNode ${id}`,
      )
    }
    return { id, memoryMib, cores: node.cores }
  })
  const nics = nicsOf(spec, topology, path, faults)
  const gpus = gpusOf(spec, topology, path, faults)
  const disks = disksOf(spec, path, faults)
  const cpus = topology.numaNodes.flatMap((node) => node.cores.flat()).length
  const memoryMib = numaNodes.reduce((sum, node) => sum + node.memoryMib, 0)
  checkMemory(memoryMib, `${path}.topology`, faults)
  return {
    topology: topology.name,
    numaNodes,
    reservedCpus: formatCpuList(reserved),
    nics,
    ...(gpus.length === 0 ? {} : { gpus }),
    ...(spec.volumeAttachMax === undefined ? {} : { volumeAttachMax: spec.volumeAttachMax }),
    ...(spec.taints === undefined ? {} : { taints: spec.taints as readonly Taint[] }),
    disks,
    allocatable: {
      cpus: cpus - reserved.length,
      memoryMib,
      diskMib: disks.reduce((sum, disk) => sum + disk.capacityMib, 0),
      vfs: nics.reduce((sum, nic) => sum + nic.vfs, 0),
    },
  }
}

/** Ascending Cpus kept for the system: named ones, or the first cores of each NumaNode with all their threads. */
function reservedCpus(spec: MachineSpec, topology: Topology, path: string, faults: FaultList): number[] {
  const { cpus, coresPerNumaNode } = spec.reserved ?? {}
  if (cpus !== undefined && coresPerNumaNode !== undefined) {
    faults.add(`${path}.reserved`, 'both cpus and coresPerNumaNode', 'one of cpus, coresPerNumaNode')
    return []
  }
  if (cpus !== undefined) {
    const known = new Set(topology.numaNodes.flatMap((node) => node.cores.flat()))
    const stray = cpus.filter((cpu) => !known.has(cpu))
    if (stray.length > 0) faults.add(`${path}.reserved.cpus`, formatCpuList(stray), `Cpus of topology ${topology.name}`)
    return [...cpus]
  }
  const kept = coresPerNumaNode ?? 0
  const fewest = topology.numaNodes.reduce(
    (least, node) => Math.min(least, node.cores.length),
    Number.POSITIVE_INFINITY,
  )
  if (kept > fewest)
    faults.add(
      `${path}.reserved.coresPerNumaNode`,
      String(kept),
      `at most ${fewest}, the cores of a NumaNode of ${topology.name}`,
    )
  return topology.numaNodes.flatMap((node) => node.cores.slice(0, kept).flat()).sort((a, b) => a - b)
}

function nicsOf(spec: MachineSpec, topology: Topology, path: string, faults: FaultList): Nic[] {
  const vfsByNic = new Map(Object.entries(spec.sriov ?? {}))
  const ratesByNic = new Map(Object.entries(spec.nics ?? {}))
  const names = topology.nics.map((nic) => nic.name)
  for (const [part, byNic] of [['sriov', vfsByNic] as const, ['nics', ratesByNic] as const]) {
    for (const key of byNic.keys()) {
      if (key === '*' || names.includes(key)) continue
      faults.add(`${path}.${part}.${key}`, 'an unknown NIC', expectedName(`NIC of ${topology.name}`, key, names))
    }
  }
  return topology.nics.map((nic) => ({
    name: nic.name,
    numa: nic.numa,
    vfs: vfsByNic.get(nic.name) ?? vfsByNic.get('*') ?? 0,
    ...(ratesByNic.get(nic.name) ?? ratesByNic.get('*')),
  }))
}

/** GPUs numbered through the NumaNodes in order; two digits, so that the order of names is that of numbers. */
function gpusOf(spec: MachineSpec, topology: Topology, path: string, faults: FaultList): Gpu[] {
  const gpus: Gpu[] = []
  for (const [key, count] of Object.entries(spec.gpus ?? {}).sort(([a], [b]) => byCodeUnit(a, b))) {
    const numa = topology.numaNodes.findIndex((_, id) => String(id) === key)
    if (numa < 0) faults.add(`${path}.gpus.${key}`, 'an unknown NumaNode', `a NumaNode id of ${topology.name}`)
    for (let i = 0; i < count; i++) gpus.push({ name: `gpu${String(gpus.length).padStart(2, '0')}`, numa })
  }
  if (gpus.length > GPUS_MAX) faults.add(`${path}.gpus`, `${gpus.length} GPUs`, `at most ${GPUS_MAX} of a host`)
  return gpus
}

function disksOf(spec: MachineSpec, path: string, faults: FaultList): Disk[] {
  const seen = new Set<string>()
  const disks = (spec.disks ?? []).map((disk, i) => {
    if (seen.has(disk.name))
      faults.add(`${path}.disks[${i}].name`, JSON.stringify(disk.name), 'a name no other disk of the host has')
    seen.add(disk.name)
    return { name: disk.name, capacityMib: disk.capacity, ioKibps: disk.io }
  })
  return disks.sort((a, b) => byCodeUnit(a.name, b.name))
}
