import fc from 'fast-check'
import { parseCpuList } from '../base/cpu-list.ts'
import type { Fleet, Host, IpPool, Segment, VolumePool } from '../model/fleet.ts'
import { compareHosts } from '../model/host-order.ts'
import type { Taint } from '../model/kube/node.ts'
import { type Machine, SMALL_MACHINES } from './machines.ts'
import { taintLists } from './taints.ts'

const MODULES = [
  { region: 'east', idc: 'sh', module: 'sh-a' },
  { region: 'south', idc: 'sz', module: 'sz-a' },
  { region: 'south', idc: 'sz', module: 'sz-b' },
] as const

interface HostDraw {
  readonly machine: Machine
  readonly module: number
  readonly rack: number
  readonly vfs: number
  readonly disks: number
  readonly gpus: number
  readonly volumeAttachMax: number
  readonly taints: readonly Taint[]
  /** What each NIC carries, nobody said (null) or amounts that two or three pods use up. */
  readonly rates: { readonly mbps: number; readonly kpps: number } | null
}

/** How many hosts a fleet has, and at most how many addresses the first range of a pool. */
export interface FleetSize {
  readonly hostsMin: number
  readonly hostsMax: number
  readonly addressesMax: number
}

const FEW_HOSTS: FleetSize = { hostsMin: 1, hostsMax: 7, addressesMax: 6 }

/** Fleets whose hosts are each one of the machines, in three modules; pools bound to modules, racks and hosts. */
export function fleetsOf(machines: readonly Machine[], size: FleetSize = FEW_HOSTS): fc.Arbitrary<Fleet> {
  const { hostsMin, hostsMax, addressesMax } = size
  const hostDraw: fc.Arbitrary<HostDraw> = fc.record({
    machine: fc.constantFrom(...machines),
    module: fc.nat(MODULES.length - 1),
    rack: fc.nat(1),
    vfs: fc.nat(3),
    disks: fc.nat(2),
    gpus: fc.nat(4),
    taints: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: taintLists }),
    volumeAttachMax: fc.constantFrom(0, 1, 3, 6),
    rates: fc.constantFrom(null, { mbps: 99, kpps: 99 }, { mbps: 10, kpps: 30 }, { mbps: 25, kpps: 12 }),
  })
  const hosts = fc.array(hostDraw, { minLength: hostsMin, maxLength: hostsMax, size: 'max' })
  return fc
    .record({
      hosts,
      addresses: fc.integer({ min: 1, max: addressesMax }),
      volumes: fc.tuple(fc.constantFrom(700, 1500, 9000), fc.constantFrom(0, 400, 1000)),
    })
    .map(({ hosts, addresses, volumes }) => buildFleet(hosts, addresses, volumes))
}

/** Fleets of small machines. */
export const fleets: fc.Arbitrary<Fleet> = fleetsOf(SMALL_MACHINES)

/** volumesMib: of the volume pool that all hosts reach, and of the one that is bound. */
function buildFleet(draws: readonly HostDraw[], addressCount: number, volumesMib: readonly [number, number]): Fleet {
  const hosts = draws.map(buildHost).sort(compareHosts)
  const segments: Segment[] = []
  const pools: IpPool[] = []
  const bind = (name: string, networks: Segment['networks'], boundTo: IpPool['boundTo']): void => {
    const index = segments.length
    segments.push({ name: `s-${name}`, vlan: 100 + index, subnet: `10.0.${index}.0/24`, networks })
    const first = `10.0.${index}.10-10.0.${index}.${9 + addressCount}`
    const second = `10.0.${index}.100-10.0.${index}.101`
    pools.push({
      name: `p-${name}`,
      segment: `s-${name}`,
      ranges: addressCount > 3 ? [first, second] : [first],
      boundTo,
    })
  }
  for (const { module } of MODULES) {
    if (hosts.some((host) => host.module === module)) bind(`m-${module}`, ['bridge', 'sriov'], { modules: [module] })
  }
  bind(`k-${hosts[0].rack}`, ['bridge'], { racks: [hosts[0].rack] })
  bind(`h-${hosts[0].name}`, ['sriov'], { hosts: [hosts[0].name] })
  bind('o-all', ['overlay'], { hosts: hosts.slice(0, 5).map(({ name }) => name) })
  bind(`o-${hosts[0].module}`, ['bridge', 'overlay'], { modules: [hosts[0].module] })
  const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1)
  const volumePools = volumePoolsOn(hosts, volumesMib)
  return { hosts, segments: segments.sort(byName), pools: pools.sort(byName), volumePools }
}

/** The one that is tried first reaches a module and a host of another one. */
function volumePoolsOn(hosts: readonly Host[], [everywhereMib, boundMib]: readonly [number, number]): VolumePool[] {
  const boundTo = { hosts: [hosts[hosts.length - 1].name], modules: [hosts[0].module] }
  const everywhere = { name: 'v-everywhere', capacityMib: everywhereMib }
  return boundMib === 0 ? [everywhere] : [{ name: 'v-bound', capacityMib: boundMib, boundTo }, everywhere]
}

function buildHost(draw: HostDraw, index: number): Host {
  const { machine } = draw
  const domains = MODULES[draw.module]
  const { numaNodes, reservedCpus } = machine
  const numaCount = numaNodes.length
  const cpuCount = numaNodes.reduce((sum, numa) => sum + numa.cores.flat().length, 0)
  const nics = machine.nics.map((numa, i) => ({ name: `eth${i}`, numa, vfs: draw.vfs, ...draw.rates }))
  const gpus = Array.from({ length: draw.gpus }, (_, i) => ({ name: `gpu${i}`, numa: (i * 3) % numaCount }))
  const disks = Array.from({ length: draw.disks }, (_, i) => ({
    name: `d${i}`,
    capacityMib: 1000 * (i + 1),
    ioKibps: 500,
  }))
  return {
    name: `${domains.module}-h${index}`,
    ...domains,
    rack: `${domains.module}-k${draw.rack}`,
    topology: machine.name,
    numaNodes,
    reservedCpus,
    nics,
    ...(gpus.length === 0 ? {} : { gpus }),
    disks,
    ...(draw.volumeAttachMax === 0 ? {} : { volumeAttachMax: draw.volumeAttachMax }),
    ...(draw.taints.length === 0 ? {} : { taints: draw.taints }),
    allocatable: {
      cpus: cpuCount - (parseCpuList(reservedCpus)?.length ?? 0),
      memoryMib: numaNodes.reduce((sum, numa) => sum + numa.memoryMib, 0),
      diskMib: disks.reduce((sum, disk) => sum + disk.capacityMib, 0),
      vfs: nics.length * draw.vfs,
    },
  }
}
