import { z } from 'zod'
import { US_PER_MINUTE, US_PER_SECOND } from '../../base/units.ts'
import { DISKS_MAX, NETWORK_MODES, SEGMENT_NETWORKS } from '../fleet.ts'
import { CACHE_CHECKS } from '../scenario.ts'
import { calendarSchemaWith } from './calendar.ts'
import { deliverySchemaWith, registrySchemaWith } from './delivery-schema.ts'
import { faultShapeWith } from './fault-schema.ts'
import { goalSchemaWith, groupChangesWith } from './goal-schema.ts'
import { AMOUNT_MAX, GAMES_MAX, GPUS_MAX, HOSTS_MAX, RANGES_MAX, SEGMENTS_MAX, VFS_MAX, VOLUMES_MAX } from './limits.ts'
import { maintenanceSchemaWith } from './maintenance-schema.ts'
import { networkSchemaWith } from './network-schema.ts'
import { profileList } from './profiles.ts'
import { rolloutSchemaWith } from './rollout-schema.ts'
import * as scalars from './scalars.ts'
import { documentOf, drawn, list, mapOf, record } from './shapes.ts'
import { taintList } from './taints.ts'

/** Wraps a leaf that may differ by size. */
export type SizedLeaf = <T extends z.ZodType>(leaf: T) => T

/** `{smoke: 1, demo: 20, bench: 400}` or one value for all three; for JSON Schema only, see `sizes.ts`. */
export const sizedInSchema: SizedLeaf = <T extends z.ZodType>(leaf: T) =>
  z.union([leaf, record({ smoke: leaf, demo: leaf, bench: leaf })]) as unknown as T

const networks = list(scalars.word(SEGMENT_NETWORKS), 1, SEGMENT_NETWORKS.length)
const names = list(scalars.name, 0, 1_000)
const binding = record({ hosts: names.optional(), racks: names.optional(), modules: names.optional() })
const where = record({ regions: names.optional(), idcs: names.optional(), modules: names.optional() })

function machineShape(sized: SizedLeaf) {
  return {
    topology: scalars.name,
    region: scalars.name,
    idc: scalars.name,
    sriov: mapOf('a NIC name, or "*" for all others, to VFs', sized(scalars.integer(0, VFS_MAX))).optional(),
    nics: mapOf(
      'a NIC name, or "*" for all others, to what it can carry',
      record({ mbps: scalars.integer(0, AMOUNT_MAX), kpps: scalars.integer(0, AMOUNT_MAX) }),
    ).optional(),
    taints: taintList.optional(),
    volumeAttachMax: sized(scalars.integer(0, VOLUMES_MAX)).optional(),
    gpus: mapOf('a NumaNode id to its GPUs', scalars.integer(1, GPUS_MAX)).optional(),
    disks: list(
      record({
        name: scalars.deviceName,
        capacity: sized(scalars.allocatableMib),
        io: sized(scalars.allocatableKibps),
      }),
      0,
      DISKS_MAX,
    ).optional(),
    reserved: record({
      coresPerNumaNode: sized(scalars.integer(0, 64)).optional(),
      cpus: scalars.cpuList.optional(),
      memoryPerNumaNode: sized(scalars.reservedMib).optional(),
    }).optional(),
  }
}

function fleetSchemaWith(sized: SizedLeaf) {
  const machine = machineShape(sized)
  const hostGroup = record({
    name: scalars.name,
    ...machine,
    count: sized(scalars.integer(0, HOSTS_MAX)),
    firstModule: sized(scalars.integer(1, 99)).optional(),
    modules: sized(scalars.integer(1, 99)),
    hostsPerRack: sized(scalars.integer(1, 1_000)).optional(),
    ...groupChangesWith(sized),
  })
  const host = record({ name: scalars.name, ...machine, module: scalars.name, rack: scalars.name })
  return record({
    hostGroups: list(hostGroup, 0, 1_000).optional(),
    hosts: list(host, 0, HOSTS_MAX).optional(),
    segmentGroups: list(
      record({
        name: scalars.name,
        networks,
        per: scalars.word(['module', 'rack']),
        within: scalars.text(18),
        prefix: sized(scalars.integer(16, 30)),
        vlanFrom: scalars.integer(1, 4094),
        reserve: sized(scalars.integer(1, 1_000)).optional(),
      }),
      0,
      100,
    ).optional(),
    segments: list(
      record({ name: scalars.name, vlan: scalars.integer(1, 4094), subnet: scalars.text(18), networks }),
      0,
      SEGMENTS_MAX,
    ).optional(),
    pools: list(
      record({
        name: scalars.name,
        segment: scalars.name,
        ranges: list(scalars.text(31), 1, RANGES_MAX),
        boundTo: binding,
      }),
      0,
      SEGMENTS_MAX,
    ).optional(),
    volumePools: list(
      record({ name: scalars.name, capacity: sized(scalars.allocatableMib), boundTo: binding.optional() }),
      0,
      SEGMENTS_MAX,
    ).optional(),
  })
}

function gameGroupWith(sized: SizedLeaf) {
  return record({
    name: scalars.name,
    template: scalars.name,
    count: sized(scalars.integer(0, GAMES_MAX)).optional(),
    curves: list(scalars.name, 1, 100),
    peakPlayers: sized(drawn(scalars.integer(1, 1_000_000_000))),
    start: sized(drawn(scalars.offset)),
    end: sized(drawn(scalars.offset)).optional(),
    zonePlayers: sized(scalars.integer(1, 100_000_000)).optional(),
    where: where.optional(),
    homeRegions: list(scalars.name, 1, 100).optional(),
    homeIdcs: list(scalars.name, 1, 100).optional(),
    stretch: sized(drawn(scalars.number(0.1, 10))).optional(),
    daily: record({
      trough: drawn(scalars.number(0, 1)).optional(),
      peakHour: drawn(scalars.number(0, 24)).optional(),
    }).optional(),
    weekend: drawn(scalars.number(1, 3)).optional(),
    network: sized(scalars.word(NETWORK_MODES)).optional(),
    forecast: record({
      curves: list(scalars.name, 1, 100).optional(),
      peak: list(list(scalars.number(0, 100), 2, 2), 2, 100).optional(),
    }).optional(),
  })
}

/** The schema of kind `Scenario`, with or without the maps that differ by size. */
export function scenarioSchemaWith(sized: SizedLeaf) {
  return documentOf(
    'Scenario',
    record({
      duration: sized(scalars.duration(US_PER_MINUTE, '1m')),
      scalingInterval: sized(scalars.duration(US_PER_SECOND, '1s')),
      sampleInterval: sized(scalars.duration(US_PER_SECOND, '1s')),
      shapeStep: sized(scalars.duration(US_PER_MINUTE, '1m')),
      drawSeed: scalars.integer(0, Number.MAX_SAFE_INTEGER),
      delays: record({ bind: drawn(scalars.duration(0, '0')), start: drawn(scalars.duration(0, '0')) }),
      fleet: fleetSchemaWith(sized),
      profiles: profileList.optional(),
      goal: goalSchemaWith(sized).optional(),
      games: list(gameGroupWith(sized), 0, GAMES_MAX),
      calendar: calendarSchemaWith(sized).optional(),
      hostSpeed: list(list(scalars.number(0, 100), 2, 2), 2, 100).optional(),
      ...faultShapeWith(sized),
      rollouts: rolloutSchemaWith(sized).optional(),
      maintenance: maintenanceSchemaWith(sized).optional(),
      cache: record({
        check: sized(scalars.word(CACHE_CHECKS)),
        lag: drawn(scalars.duration(0, '0')),
        bindFailedPermille: sized(scalars.integer(0, 1000)).optional(),
        lostPermille: sized(scalars.integer(0, 1000)).optional(),
        relist: sized(scalars.duration(US_PER_SECOND, '1s')).optional(),
        repeatedPermille: sized(scalars.integer(0, 1000)).optional(),
      }).optional(),
      delivery: deliverySchemaWith(sized).optional(),
      registry: registrySchemaWith(sized).optional(),
      network: networkSchemaWith(sized).optional(),
    }),
  )
}

/** Validates a document of which one size was chosen. */
export const scenarioSchema = scenarioSchemaWith((leaf) => leaf)
/** Kind `Scenario` as authors write it. */
export const scenarioSchemaSized = scenarioSchemaWith(sizedInSchema)

export type ScenarioSpec = z.output<typeof scenarioSchema>['spec']
export type FleetSpec = ScenarioSpec['fleet']
export type GameGroupSpec = ScenarioSpec['games'][number]
/** What a host group and a single host say of a machine. */
export type MachineSpec = Pick<
  NonNullable<FleetSpec['hosts']>[number],
  'topology' | 'region' | 'idc' | 'sriov' | 'nics' | 'gpus' | 'volumeAttachMax' | 'taints' | 'disks' | 'reserved'
>
