import type { Fleet } from '../../../src/model/fleet.ts'
import { FaultList } from '../../../src/model/parse/faults.ts'
import type { Library } from '../../../src/model/parse/library.ts'
import { resolveFleet } from '../../../src/model/parse/resolve-fleet.ts'
import type { FleetSpec } from '../../../src/model/parse/scenario-schema.ts'

const topologies: Record<string, string> = import.meta.glob('../../../scenarios/hosts/*.yaml', {
  query: '?raw',
  import: 'default',
  eager: true,
})

type HostGroup = NonNullable<FleetSpec['hostGroups']>[number]

const DISKS = [{ name: 'data', capacity: 1_843_200, io: 819_200 }]

/** Three kinds of real hardware in two regions and three IDCs; VFs, disks and reservations as in launch-day. */
const GROUPS: readonly Omit<HostGroup, 'count'>[] = [
  {
    name: 'a-tioga',
    region: 'north',
    idc: 'tj-a',
    topology: 'eas-tioga',
    modules: 1,
    sriov: { hsi0: 16, hsi1: 16, hsi2: 16, hsi3: 16 },
    disks: DISKS,
    reserved: { coresPerNumaNode: 1, memoryPerNumaNode: 4096 },
  },
  {
    name: 'b-rome',
    region: 'south',
    idc: 'sz-a',
    topology: 'epyc-corona-p2',
    modules: 1,
    sriov: { hsi0: 63 },
    disks: DISKS,
    reserved: { coresPerNumaNode: 1, memoryPerNumaNode: 4096 },
  },
  {
    name: 'c-quartz',
    region: 'south',
    idc: 'sz-b',
    topology: 'cts1-quartz-smt1',
    modules: 1,
    sriov: { ens786f0: 16, ens786f1: 16, aci0: 7, eno1: 7 },
    disks: DISKS,
    reserved: { coresPerNumaNode: 1, memoryPerNumaNode: 2048 },
  },
]

const LIBRARY: Library = {
  topology: (name) => topologies[`../../../scenarios/hosts/${name}.yaml`] ?? null,
  gameTemplate: () => null,
  curve: () => null,
  networkModel: () => null,
  lossLog: () => null,
}

/** A fleet of `count` hosts, at least 1, the groups taking turns, with a segment for each network mode and module. */
export function labFleet(count: number): Fleet {
  const faults = new FaultList()
  const hostGroups = GROUPS.map((group, i) => ({
    ...group,
    count: Math.floor((count + GROUPS.length - 1 - i) / GROUPS.length),
  }))
  const spec: FleetSpec = {
    hostGroups: hostGroups.filter((group) => group.count > 0),
    segmentGroups: [
      { name: 'sriov', networks: ['sriov'], per: 'module', within: '10.16.0.0/13', prefix: 20, vlanFrom: 200 },
      { name: 'bridge', networks: ['bridge'], per: 'module', within: '10.24.0.0/13', prefix: 20, vlanFrom: 1200 },
    ],
  }
  const fleet = resolveFleet(spec, LIBRARY, faults)
  if (!faults.isEmpty) throw new Error(JSON.stringify(faults.all, null, 2))
  return fleet
}
