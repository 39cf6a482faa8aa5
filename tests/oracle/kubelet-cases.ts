import fc from 'fast-check'
import { madeUpMachine } from './made-up-machines.ts'
import type { RawContainer, RawMachine, RawOp } from './raw-case.ts'
import { realMachines } from './real-machines.ts'

/** A number from 0 up to 1 (in thousandths), to be scaled by what the machine has. */
const share = fc.nat(1000)

const container = fc.record({
  size: fc.constantFrom<Size>('small', 'small', 'small', 'small', 'cores', 'cores', 'cores', 'large', 'large', 'huge'),
  share,
  isSplit: fc.constantFrom(false, false, false, false, true),
  memory: fc.constantFrom<Memory>('little', 'little', 'some', 'third', 'most', 'node', 'nodes'),
  isBurstable: fc.constantFrom(...Array<boolean>(15).fill(false), true),
  vfs: fc.constantFrom(0, 0, 1, 2, 2, 3),
  gpus: fc.constantFrom(0, 0, 0, 1, 2, 4),
})

type Size = 'small' | 'cores' | 'large' | 'huge'
type Memory = 'little' | 'some' | 'third' | 'most' | 'node' | 'nodes'
type Container = ReturnType<typeof container.generate>['value']

const op = fc.oneof(
  { weight: 60, arbitrary: fc.array(container, { minLength: 1, maxLength: 3, size: 'small' }) },
  // Which of the pods added and not taken away goes.
  { weight: 40, arbitrary: fc.nat(1000) },
)

const YES = ['true', 'true', 'true', '1', 'T']

/** An option that is there in `percent` of all cases. */
function option(percent: number): fc.Arbitrary<string | null> {
  return fc.oneof(
    { weight: 100 - percent, arbitrary: fc.constant(null) },
    { weight: percent, arbitrary: fc.constantFrom(...YES) },
  )
}

const cpuOptions = fc.record({
  'full-pcpus-only': option(35),
  'distribute-cpus-across-numa': option(35),
  'align-by-socket': option(20),
  'prefer-align-cpus-by-uncorecache': option(25),
  'distribute-cpus-across-cores': option(15),
  'strict-cpu-reservation': option(20),
})

/** Of options that the kubelet refuses together, the one that comes first. */
function compatible(options: Readonly<Record<string, string | null>>): Record<string, string | null> {
  const across = options['distribute-cpus-across-numa'] !== null
  const uncore = across ? null : options['prefer-align-cpus-by-uncorecache']
  const isAlone = !across && uncore === null && options['full-pcpus-only'] === null
  return {
    ...options,
    'prefer-align-cpus-by-uncorecache': uncore,
    'distribute-cpus-across-cores': isAlone ? options['distribute-cpus-across-cores'] : null,
  }
}

/** What a few configurations have wrong. */
type Wrong = (typeof WRONG)[number] | 'reserved memory' | 'socket' | 'together' | null

const WRONG = [
  { cpu: { 'full-pcpus-only': 'yes' } },
  { cpu: { 'full-cores-only': 'true' } },
  { topology: { 'max-allowable-numa-nodes': '7' } },
  { topology: { 'max-allowable-numa-nodes': 'many' } },
  { topology: { 'prefer-closest-numa-nodes': 'si' } },
  { topology: { closest: 'true' } },
] as const

const config = fc.record({
  cpuOptions,
  wrong: fc.constantFrom<Wrong>(...Array<null>(120).fill(null), ...WRONG, 'reserved memory', 'socket', 'together'),
  policy: fc.constantFrom(
    'none',
    'none',
    'best-effort',
    'restricted',
    'restricted',
    'single-numa-node',
    'single-numa-node',
  ),
  scope: fc.constantFrom('container', 'pod'),
  closest: fc.boolean(),
  nodesMax: fc.constantFrom(null, null, null, '8', '12'),
  memory: fc.constantFrom('static', 'static', 'static', 'none', 'none'),
  /** Which nodes have reserved memory; the first one always. */
  reservedNodes: fc.array(fc.nat(7), { maxLength: 2 }),
  /** Reserved Cpus: whole cores by place, or single threads. */
  reservedCores: fc.array(fc.nat(40), { minLength: 0, maxLength: 3, size: 'small' }),
  reservedThreads: fc.array(fc.nat(200), { maxLength: 2, size: 'small' }),
})

const vfs = fc.option(
  fc.record({
    counts: fc.array(fc.constantFrom(1, 2, 3, 4, 5, 8), { minLength: 1, maxLength: 3 }),
    nodes: fc.array(fc.nat(7), { minLength: 3, maxLength: 3 }),
    /** Of the last group: no NUMA node at all, or one that the machine does not have. */
    last: fc.constantFrom<'node' | 'none' | 'unknown'>('node', 'node', 'node', 'none', 'unknown'),
    hasPreference: fc.constantFrom(true, true, false),
  }),
  { freq: 2 },
)

/** A history of one machine: real or made up, any policies and options, pods that come and go. */
export function kubeletCase(opsMax: number): fc.Arbitrary<RawCase> {
  const real = realMachines()
  return fc
    .record({
      machine: fc.oneof({ weight: 1, arbitrary: fc.constantFrom(...real) }, { weight: 3, arbitrary: madeUpMachine }),
      config,
      isWide: fc.constantFrom(false, false, false, true),
      vfs,
      gpus: vfs,
      ops: fc.array(op, { minLength: 1, maxLength: opsMax, size: 'max' }),
    })
    .map((drawn) => build(drawn.isWide ? widened(drawn) : drawn))
}

interface Drawn {
  readonly machine: RawMachine
  readonly config: ReturnType<typeof config.generate>['value']
  readonly vfs: ReturnType<typeof vfs.generate>['value']
  readonly gpus: ReturnType<typeof vfs.generate>['value']
  readonly ops: readonly (readonly Container[] | number)[]
}

/** The same for pods that are spread over many NUMA nodes and refused for little else than Cpus. */
function widened({ machine, config, ops }: Drawn): Drawn {
  const distributes = { ...config.cpuOptions, 'distribute-cpus-across-numa': 'true' }
  return {
    machine,
    config: { ...config, cpuOptions: distributes, policy: 'none', memory: 'none' },
    vfs: null,
    gpus: null,
    ops: ops.map((drawn) => {
      if (typeof drawn === 'number') return drawn
      return drawn.slice(0, 1).map((each) => ({ ...each, size: each.size === 'small' ? 'small' : 'huge' }))
    }),
  }
}

/** A case of the kubelet oracle, to be written as JSON. */
export type RawCase = ReturnType<typeof build>

function build({ machine, config, vfs, gpus, ops }: Drawn) {
  const { numa } = machine
  const { wrong, policy, scope, closest, nodesMax, memory } = config
  const options: Record<string, string> = {}
  const chosen = wrong === 'together' ? config.cpuOptions : compatible(config.cpuOptions)
  for (const [name, value] of Object.entries(chosen)) if (value !== null) options[name] = value
  const topologyOptions = {
    ...(closest && machine.distances !== undefined ? { 'prefer-closest-numa-nodes': 'true' } : {}),
    ...(nodesMax === null ? {} : { 'max-allowable-numa-nodes': nodesMax }),
    ...(typeof wrong === 'object' && wrong !== null && 'topology' in wrong ? wrong.topology : {}),
  }
  const reservedMib = Object.fromEntries(
    [0, ...config.reservedNodes].map((node) => [String(numa[node % numa.length].id), 256]),
  )
  // Of a single NUMA node, or of one that spans sockets, sockets are no measure.
  const sockets = new Set(numa.flatMap(({ cores }) => cores.map(({ socket }) => socket))).size
  if (wrong !== 'socket' && (policy === 'single-numa-node' || sockets > numa.length)) delete options['align-by-socket']
  const wrongCpuOptions = typeof wrong === 'object' && wrong !== null && 'cpu' in wrong ? wrong.cpu : {}
  const isSpread = 'distribute-cpus-across-numa' in options
  return {
    id: 'made',
    ...machine,
    cpuManager: {
      options: { ...options, ...wrongCpuOptions },
      reserved: reservedOf(machine, config),
    },
    memoryManager: { policy: memory, ...(memory === 'none' || wrong === 'reserved memory' ? {} : { reservedMib }) },
    topologyManager: { policy, scope, options: topologyOptions },
    ...(vfs === null ? {} : { devices: devicesOf(numa, vfs) }),
    ...(gpus === null ? {} : { gpus: devicesOf(numa, gpus) }),
    // Without a preference the kubelet takes any device, and may come to a search that never ends where we do not.
    ...(vfs === null || vfs.hasPreference || isSpread ? {} : { preferredAllocation: false }),
    ops: opsOf(machine, ops),
  }
}

function reservedOf({ numa }: RawMachine, { reservedCores, reservedThreads }: Drawn['config']): string {
  const cores = numa.flatMap((node) => node.cores)
  const cpus = cores.flatMap((core) => core.cpus)
  const chosen = [
    ...reservedCores.flatMap((place) => cores[place % cores.length].cpus),
    ...reservedThreads.map((place) => cpus[place % cpus.length]),
  ]
  return [...new Set(chosen)].join(',')
}

function devicesOf(
  numa: RawMachine['numa'],
  { counts, nodes, last }: NonNullable<Drawn['vfs']>,
): readonly { id: string; numa: number }[] {
  return counts.flatMap((count, port) => {
    const isLast = port === counts.length - 1
    const node = numa[nodes[port] % numa.length].id
    const home = !isLast || last === 'node' ? node : last === 'none' ? -1 : 40
    return Array.from({ length: count }, (_, i) => ({ id: `ens${port + 1}f0:${i}`, numa: home }))
  })
}

function opsOf(machine: RawMachine, ops: Drawn['ops']): readonly RawOp[] {
  const here: string[] = []
  return ops.flatMap((drawn, i): readonly RawOp[] => {
    if (typeof drawn === 'number') {
      if (here.length === 0) return []
      const [pod] = here.splice(drawn % here.length, 1)
      return [{ op: 'remove', pod }]
    }
    const pod = `p${i}`
    here.push(pod)
    return [{ op: 'add', pod, containers: drawn.map((each, c) => containerOf(machine, each, c)) }]
  })
}

function containerOf({ numa }: RawMachine, drawn: Container, c: number): RawContainer {
  const cpus = numa.reduce((sum, { cores }) => sum + cores.reduce((part, core) => part + core.cpus.length, 0), 0)
  const perNode = Math.max(1, Math.floor(cpus / numa.length))
  const threads = numa[0].cores[0].cpus.length
  const scaled = (max: number): number => 1 + Math.floor((Math.max(1, Math.floor(max)) - 1) * (drawn.share / 1000))
  const whole = {
    small: () => scaled(perNode / 3),
    cores: () => threads * scaled(perNode / threads / 2),
    large: () => scaled(Math.max(perNode * 1.6, cpus * 0.7)),
    // Most of the machine, in whole cores: what a distribution spreads over many nodes.
    huge: () => threads * Math.ceil((cpus / threads) * (0.35 + (0.55 * drawn.share) / 1000)),
  }[drawn.size]()
  const node = numa[0].memoryMib
  const memoryMib = {
    little: 64,
    some: 512,
    third: Math.floor(node / 3),
    most: Math.floor(node * 0.7),
    node,
    nodes: Math.floor(node * 1.7),
  }[drawn.memory]
  return {
    name: `c${c}`,
    cpu: drawn.isSplit ? `${whole * 1000 + 500}m` : `${whole}`,
    memoryMib,
    ...(drawn.isBurstable ? { burstable: true } : {}),
    ...(drawn.vfs > 0 ? { vfs: drawn.vfs } : {}),
    ...(drawn.gpus > 0 ? { gpus: drawn.gpus } : {}),
  }
}
