import { z } from 'zod'
import { parseCpuList } from '../../base/cpu-list.ts'
import { failed, type Result } from '../../base/result.ts'
import { faultsOfIssues, shortened, show } from '../parse/faults.ts'
import { record } from '../parse/shapes.ts'
import { CappedFaults } from './capped-faults.ts'
import type { TopologyNaming } from './lstopo.ts'
import { checkedTopology, type TopologyText } from './topology-checks.ts'
import type { ImportedTopology } from './write-topology.ts'

/** What an importer of lscpu is told besides the text: it says nothing of memory. */
export interface LscpuNaming extends TopologyNaming {
  /** Of the whole machine, shared evenly by its NUMA nodes. */
  readonly memoryMib: number
}

const number = z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)], { error: 'a whole number' })
/** Of an offline Cpu the kernel does not say: `-`, which some versions write without quotes. */
const said = z.union([number, z.literal('-').transform(() => null)], { error: 'a whole number' }).nullish()

const table = z.object({
  cpus: z.array(
    z
      .object({ cpu: number, node: said, socket: said, core: said, online: z.unknown().optional() })
      .refine(({ core, online }) => isOffline(online) || (core ?? null) !== null, {
        path: ['core'],
        error: 'a whole number',
      }),
    { error: 'a list of Cpus' },
  ),
})

type Field = {
  readonly field: string
  readonly children?: readonly Field[] | undefined
} & { readonly [key in 'data']?: string | null | undefined }

const field: z.ZodType<Field> = z.lazy(() =>
  z.object({
    field: z.string({ error: 'a text' }),
    data: z.string({ error: 'a text' }).nullish(),
    children: z.array(field).optional(),
  }),
)
const summary = record({ lscpu: z.array(field, { error: 'a list of fields' }) })

/**
 * The topology of a machine as `lscpu -J -e` lists its Cpus, or as `lscpu -J` sums it up. The sum does not say which
 * Cpus are of one core: with N threads a core the Cpus of a NUMA node are taken as N runs of equal length, a thread of
 * each core in every run, as Linux numbers them on servers. There are no network devices in either.
 */
export function importLscpu(text: string, naming: LscpuNaming): Result<TopologyText> {
  let value: unknown
  try {
    value = JSON.parse(withNulls(text))
  } catch {
    return failed([{ path: '', found: shortened(text.trim()), expected: 'JSON, as lscpu -J or lscpu -J -e writes it' }])
  }
  const isTable = typeof value === 'object' && value !== null && 'cpus' in value
  return isTable ? ofTable(value, naming) : ofSummary(value, naming)
}

function isOffline(online: unknown): boolean {
  return online === false || online === 'no'
}

/** The same with null for a value `-`, which is no JSON. */
function withNulls(text: string): string {
  return text.replace(/^([ \t]*"[^"\n]*":[ \t]*)-(?=,|\r?$)/gm, '$1null')
}

type Cores = readonly (readonly number[])[]

function ofTable(value: unknown, naming: LscpuNaming): Result<TopologyText> {
  const parsed = table.safeParse(value)
  if (!parsed.success) return failed(faultsOfIssues(parsed.error.issues, value))
  const nodes = new Map<number, Map<string, number[]>>()
  const sockets = new Set<number>()
  for (const { cpu, node, socket, core, online } of parsed.data.cpus) {
    if (isOffline(online)) continue
    const cores = nodes.get(node ?? 0) ?? new Map<string, number[]>()
    const key = `${socket ?? 0} ${core}`
    cores.set(
      key,
      [...(cores.get(key) ?? []), cpu].sort((a, b) => a - b),
    )
    nodes.set(node ?? 0, cores)
    sockets.add(socket ?? 0)
  }
  const coresOf = (cores: ReadonlyMap<string, number[]>): Cores => [...cores.values()].sort((a, b) => a[0] - b[0])
  const listed = [...nodes].sort(([a], [b]) => a - b).map(([id, cores]) => ({ id, cores: coresOf(cores) }))
  return topologyOf(listed, { arch: null, packages: sockets.size || null, model: null }, naming)
}

function ofSummary(value: unknown, naming: LscpuNaming): Result<TopologyText> {
  const parsed = summary.safeParse(value)
  if (!parsed.success) return failed(faultsOfIssues(parsed.error.issues, value))
  const fields = new Map<string, string>()
  const take = (list: readonly Field[]): void => {
    for (const { field: name, data, children } of list) {
      if (data !== null && data !== undefined) fields.set(name.replace(/:$/, ''), data)
      take(children ?? [])
    }
  }
  take(parsed.data.lscpu)
  const faults = new CappedFaults()
  const threads = Number(fields.get('Thread(s) per core') ?? '1')
  if (!Number.isInteger(threads) || threads < 1 || threads > 16)
    faults.add('Thread(s) per core', show(fields.get('Thread(s) per core')), 'a whole number from 1 to 16')
  const lists = [...fields].flatMap(([name, list]) => {
    const id = /^NUMA node(\d+) CPU\(s\)$/.exec(name)?.[1]
    return id === undefined || list === '' ? [] : [{ name, id: Number(id), list }]
  })
  const online = fields.get('On-line CPU(s) list')
  if (lists.length === 0 && online !== undefined) lists.push({ name: 'On-line CPU(s) list', id: 0, list: online })
  if (lists.length === 0) faults.add('lscpu', 'no list of Cpus', '"NUMA node0 CPU(s)" or "On-line CPU(s) list"')
  const nodes = lists.map(({ name, id, list }) => {
    const cpus = parseCpuList(list)
    if (cpus === null) faults.add(name, show(list), 'a list of Cpus such as 0-3,8')
    else if (cpus.length % threads !== 0)
      faults.add(name, `${cpus.length} Cpus`, `a multiple of ${threads}, the threads of a core`)
    return { id, cores: inRuns(cpus ?? [], threads) }
  })
  if (!faults.isEmpty) return failed(faults.all)
  const sockets = Number(fields.get('Socket(s)'))
  const about = {
    arch: fields.get('Architecture') ?? null,
    packages: Number.isInteger(sockets) && sockets > 0 ? sockets : null,
    model: fields.get('Model name') ?? null,
  }
  return topologyOf(
    nodes.sort((a, b) => a.id - b.id),
    about,
    naming,
  )
}

function inRuns(cpus: readonly number[], threads: number): Cores {
  const cores = Math.floor(cpus.length / threads)
  return Array.from({ length: cores }, (_, core) => Array.from({ length: threads }, (_, t) => cpus[core + t * cores]))
}

function topologyOf(
  nodes: readonly { readonly id: number; readonly cores: Cores }[],
  about: { readonly arch: string | null; readonly packages: number | null; readonly model: string | null },
  { name, title, memoryMib }: LscpuNaming,
): Result<TopologyText> {
  const { arch, packages, model } = about
  const each = Math.floor(memoryMib / Math.max(1, nodes.length))
  const topology: ImportedTopology = {
    name,
    title: title ?? model ?? 'A machine as lscpu saw it',
    arch: arch === 'x86_64' || arch === 'aarch64' ? arch : null,
    packages,
    numaNodes: nodes.map(({ id, cores }) => ({ id, memoryMib: each, cores })),
    nics: [],
    distances: null,
  }
  return checkedTopology(topology, [])
}
