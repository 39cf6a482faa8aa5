import fc from 'fast-check'
import type { Fleet, Host, IpPool, NumaNode, Segment } from '../model/fleet.ts'
import { compareHosts } from '../model/host-order.ts'
import { NUMA_POLICIES, type PodRequest, type SpreadRule } from '../model/request.ts'
import type { FoundDraw } from './found.ts'

/**
 * Hardware like the bundled topologies', made small: NumaNodes, cores a NumaNode, threads a core but for the first
 * cores of a NumaNode, which have one, MiB, NumaNodes of NICs.
 */
const MACHINES = [
  { name: 'one', numas: 1, cores: 4, threads: 1, small: 0, memoryMib: 4096, nics: [0] },
  { name: 'smt', numas: 2, cores: 3, threads: 2, small: 0, memoryMib: 4096, nics: [1] },
  { name: 'four', numas: 4, cores: 2, threads: 2, small: 0, memoryMib: 2048, nics: [0, 3] },
  { name: 'duo', numas: 2, cores: 3, threads: 1, small: 0, memoryMib: 3072, nics: [0, 0, 1] },
  { name: 'smt4', numas: 2, cores: 2, threads: 4, small: 0, memoryMib: 3072, nics: [] },
  { name: 'hybrid', numas: 2, cores: 4, threads: 2, small: 2, memoryMib: 3072, nics: [1] },
] as const

const MODULES = [
  { region: 'east', idc: 'sh', module: 'sh-a' },
  { region: 'south', idc: 'sz', module: 'sz-a' },
  { region: 'south', idc: 'sz', module: 'sz-b' },
] as const

interface HostDraw {
  readonly machine: number
  readonly module: number
  readonly rack: number
  readonly vfs: number
  readonly disks: number
  readonly gpus: number
  /** What each NIC carries, nobody said (null) or amounts that two or three pods use up. */
  readonly rates: { readonly mbps: number; readonly kpps: number } | null
}

const hostDraw: fc.Arbitrary<HostDraw> = fc.record({
  machine: fc.nat(MACHINES.length - 1),
  module: fc.nat(MODULES.length - 1),
  rack: fc.nat(1),
  vfs: fc.nat(3),
  disks: fc.nat(2),
  gpus: fc.nat(4),
  rates: fc.constantFrom(null, { mbps: 99, kpps: 99 }, { mbps: 10, kpps: 30 }, { mbps: 25, kpps: 12 }),
})

/** Fleets of up to seven hosts in three modules; pools of few addresses, bound to modules, racks and hosts. */
export const fleets: fc.Arbitrary<Fleet> = fc
  .record({ hosts: fc.array(hostDraw, { minLength: 1, maxLength: 7 }), addresses: fc.integer({ min: 1, max: 6 }) })
  .map(({ hosts, addresses }) => buildFleet(hosts, addresses))

function buildFleet(draws: readonly HostDraw[], addressCount: number): Fleet {
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
    if (hosts.some((host) => host.module === module)) bind(`m-${module}`, ['sriov', 'bridge'], { modules: [module] })
  }
  bind(`k-${hosts[0].rack}`, ['bridge'], { racks: [hosts[0].rack] })
  bind(`h-${hosts[0].name}`, ['sriov'], { hosts: [hosts[0].name] })
  const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1)
  return { hosts, segments: segments.sort(byName), pools: pools.sort(byName) }
}

function buildHost(draw: HostDraw, index: number): Host {
  const machine = MACHINES[draw.machine]
  const domains = MODULES[draw.module]
  const coreCount = machine.numas * machine.cores
  const numaNodes: NumaNode[] = Array.from({ length: machine.numas }, (_, id) => ({
    id,
    memoryMib: machine.memoryMib,
    cores: Array.from({ length: machine.cores }, (_, core) =>
      Array.from(
        { length: core < machine.small ? 1 : machine.threads },
        (_, thread) => id * machine.cores + core + thread * coreCount,
      ),
    ),
  }))
  const nics = machine.nics.map((numa, i) => ({ name: `eth${i}`, numa, vfs: draw.vfs, ...draw.rates }))
  const gpus = Array.from({ length: draw.gpus }, (_, i) => ({ name: `gpu${i}`, numa: (i * 3) % machine.numas }))
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
    reservedCpus: '0',
    nics,
    ...(gpus.length === 0 ? {} : { gpus }),
    disks,
    allocatable: {
      cpus: numaNodes.flatMap(({ cores }) => cores.flat()).length - 1,
      memoryMib: machine.numas * machine.memoryMib,
      diskMib: disks.reduce((sum, disk) => sum + disk.capacityMib, 0),
      vfs: nics.length * draw.vfs,
    },
  }
}

const spreadRule: fc.Arbitrary<SpreadRule> = fc
  .record({
    scope: fc.constantFrom('zone' as const, 'game' as const),
    domain: fc.constantFrom('host' as const, 'rack' as const, 'module' as const, 'idc' as const),
    limit: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
    weight: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
  })
  .map(({ scope, domain, limit, weight }) => ({
    scope,
    domain,
    ...(limit === undefined && weight !== undefined ? {} : { limit: limit ?? 2 }),
    ...(weight === undefined ? {} : { weight }),
  }))

/** Requests over every dimension; small enough that several fit a host, large enough that some do not. */
export const requests: fc.Arbitrary<PodRequest> = fc
  .record({
    size: fc.oneof(
      { weight: 6, arbitrary: fc.record({ cpus: fc.integer({ min: 1, max: 5 }) }) },
      { weight: 1, arbitrary: fc.constantFrom({ cpus: 0, cpuMilli: 500 }, { cpus: 0, cpuMilli: 1700 }) },
      { weight: 1, arbitrary: fc.record({ cpus: fc.integer({ min: 1, max: 3 }), cpuMilli: fc.constant(600) }) },
    ),
    fullCores: fc.constantFrom({}, {}, {}, { fullCores: true }),
    memoryMib: fc.integer({ min: 1, max: 24 }).map((n) => n * 128),
    diskMib: fc.constantFrom(0, 0, 300, 900),
    ioKibps: fc.constantFrom(0, 0, 200),
    network: fc.constantFrom('sriov' as const, 'bridge' as const, 'bridge' as const),
    devices: fc.constantFrom<Pick<PodRequest, 'gpus' | 'nicMbps' | 'nicKpps'>>(
      {},
      {},
      {},
      {},
      {},
      {},
      { gpus: 1 },
      { gpus: 2 },
      { nicMbps: 5 },
      { nicKpps: 7 },
      { gpus: 1, nicMbps: 3, nicKpps: 10 },
    ),
    numa: fc.constantFrom(...NUMA_POLICIES, 'single' as const, 'preferred' as const),
    where: fc.constantFrom<PodRequest['where']>(
      {},
      {},
      {},
      { regions: ['south'] },
      { modules: ['sz-a', 'sh-a'] },
      { idcs: ['sz'] },
    ),
    spread: fc.array(spreadRule, { maxLength: 2 }),
    together: fc.option(
      fc.record({
        scope: fc.constantFrom('zone' as const, 'game' as const),
        domain: fc.constantFrom('module' as const, 'idc' as const),
      }),
      { nil: undefined, freq: 2 },
    ),
    profile: fc.constantFrom('pack', 'spread'),
  })
  .map(({ size, fullCores, memoryMib, diskMib, ioKibps, network, devices, together, profile, ...rest }) => ({
    // In the order of the fields: the auditor holds event lines to it.
    ...{ ...size, ...fullCores, memoryMib, diskMib, ioKibps, network, ...devices, ...rest },
    ...(together === undefined ? {} : { together }),
    profile,
  }))

/** One thing that happens; numbers are taken modulo what there is when it does. */
export type Command =
  | { readonly kind: 'ask'; readonly component: number; readonly zone: number; readonly count: number }
  | {
      readonly kind: 'resize'
      readonly pod: number
      readonly cpus: number
      readonly cpuMilli: number
      readonly memorySteps: number
    }
  | { readonly kind: 'release'; readonly pod: number }
  | { readonly kind: 'migrate'; readonly pod: number }
  | { readonly kind: 'forget'; readonly pod: number }
  | { readonly kind: 'adopt'; readonly component: number; readonly zone: number; readonly found: FoundDraw }
  | { readonly kind: 'foreign'; readonly found: FoundDraw }
  | { readonly kind: 'cordon'; readonly host: number }
  | { readonly kind: 'uncordon'; readonly host: number }
  | { readonly kind: 'lose'; readonly host: number }
  | { readonly kind: 'recover' }
  | { readonly kind: 'tick' }

const foundDraw: fc.Arbitrary<FoundDraw> = fc.record({
  host: fc.nat(6),
  cpuMilli: fc.constantFrom(0, 0, 0, 700),
  firstCpu: fc.nat(15),
  cpuCount: fc.nat(4),
  everySecond: fc.boolean(),
  memorySteps: fc.array(fc.constantFrom(0, 0, 1, 4, 9), { maxLength: 4 }),
  sriov: fc.boolean(),
  vf: fc.nat(3),
  disk: fc.nat(3),
  io: fc.boolean(),
  address: fc.nat(15),
  gpu: fc.nat(6),
  share: fc.constantFrom(null, null, { nicMbps: 4 }, { nicMbps: 2, nicKpps: 9 }),
})

export const commands: fc.Arbitrary<Command[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('ask' as const),
        component: fc.nat(7),
        zone: fc.nat(2),
        count: fc.integer({ min: 1, max: 4 }),
      }),
    },
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('resize' as const),
        pod: fc.nat(99),
        cpus: fc.integer({ min: 0, max: 7 }),
        cpuMilli: fc.constantFrom(0, 0, 0, 400, 1600),
        memorySteps: fc.integer({ min: 1, max: 30 }),
      }),
    },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('release' as const), pod: fc.nat(99) }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('migrate' as const), pod: fc.nat(99) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('forget' as const), pod: fc.nat(99) }) },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('adopt' as const),
        component: fc.nat(7),
        zone: fc.nat(2),
        found: foundDraw,
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('foreign' as const), found: foundDraw }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('cordon' as const), host: fc.nat(6) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('uncordon' as const), host: fc.nat(6) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('lose' as const), host: fc.nat(9) }) },
    { weight: 1, arbitrary: fc.constant({ kind: 'recover' as const }) },
    { weight: 8, arbitrary: fc.constant({ kind: 'tick' as const }) },
  ),
  { minLength: 1, maxLength: 60, size: 'max' },
)

export const componentLists: fc.Arbitrary<PodRequest[]> = fc.array(requests, { minLength: 1, maxLength: 4 })
