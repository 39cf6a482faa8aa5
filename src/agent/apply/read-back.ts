import type { Fault } from '../../base/result.ts'
import type { ActualAllocation, AllocationRequest } from '../../model/agent.ts'
import { show } from '../../model/parse/faults.ts'
import { isInProject, readQuotas } from './disk-quota.ts'
import type { HostContext } from './host-context.ts'
import { parseIoMax } from './io-limit.ts'
import { type DriftRow, type NetworkState, networkDrift, readNetwork } from './network.ts'
import { processesOf } from './processes.ts'
import { kernelNumaList, memoryMibOf } from './wanted.ts'

const BYTES_PER_MIB = 1024 * 1024

/** What the kernel says of one pod, and what differs from what was asked. */
export interface ReadBack {
  readonly actual: ActualAllocation
  readonly drift: readonly Fault[]
}

/** Reads every field of an allocation back from the kernel and compares. Rejects with a KernelError. */
export async function readBack(
  context: HostContext,
  request: AllocationRequest,
  projectId: number | null,
): Promise<ReadBack> {
  const { kernel, groups } = context
  const group = groups.pod(request.pod)
  const file = (name: string) => kernel.read(`${group}/${name}`)
  const network = await readNetwork(context, request)
  const io = await readIo(context, request)
  const actual: ActualAllocation = {
    cpus: await file('cpuset.cpus.effective'),
    mems: await file('cpuset.mems.effective'),
    memoryHighMib: mibOf(await file('memory.high')),
    memoryMaxMib: mibOf(await file('memory.max')),
    ioKibps: io,
    diskQuotaMib: await readQuota(context, request, projectId),
    network: network.network,
    vf: network.vf,
    vlan: network.vlan,
    mac: network.mac,
    ip: network.ip,
    pids: await processesOf(kernel, group),
  }
  const written = { cpus: await file('cpuset.cpus'), mems: await file('cpuset.mems') }
  return { actual, drift: [...driftOf(context, request, actual, network), ...widened(actual, written)] }
}

/**
 * Sets that somebody wrote and the parent group narrows to what was asked: without effect today, but not once another
 * pod makes the parent wider.
 */
function widened(
  actual: ActualAllocation,
  written: { readonly cpus: string | null; readonly mems: string | null },
): readonly Fault[] {
  const faults: Fault[] = []
  for (const set of ['cpus', 'mems'] as const) {
    if (actual[set] === null || written[set] === actual[set]) continue
    faults.push({ path: `cpuset.${set}`, found: shown(written[set]), expected: `${actual[set]}, as in effect` })
  }
  return faults
}

/** MiB of a memory file; a limit that is no whole MiB keeps its fraction, so that it differs. */
function mibOf(text: string | null): number | null {
  return text === null || text === 'max' ? null : Number(text) / BYTES_PER_MIB
}

/** The rate of the pod's disk; of two that differ, the one that is not as asked. */
async function readIo(context: HostContext, request: AllocationRequest): Promise<number | null> {
  const name = Object.keys(request.holding.diskMib ?? {})[0]
  const device = context.discovered.disks.find((disk) => disk.name === name)?.device ?? null
  const limits = parseIoMax(await context.kernel.read(`${context.groups.pod(request.pod)}/io.max`))
  const limit = device === null ? undefined : limits.get(device)
  if (limit === undefined) return null
  return limit.readKibps === (request.holding.ioKibps ?? null) ? limit.writeKibps : limit.readKibps
}

async function readQuota(
  context: HostContext,
  request: AllocationRequest,
  projectId: number | null,
): Promise<number | null> {
  const name = Object.keys(request.holding.diskMib ?? {})[0]
  const disk = context.discovered.disks.find((candidate) => candidate.name === name)
  if (disk === undefined || projectId === null) return null
  if (!(await isInProject(context.kernel, disk, request.pod, projectId))) return null
  const limitMib = (await readQuotas(context.kernel, disk)).get(projectId)?.limitMib ?? 0
  return limitMib === 0 ? null : limitMib
}

function driftOf(
  context: HostContext,
  request: AllocationRequest,
  actual: ActualAllocation,
  network: NetworkState,
): readonly Fault[] {
  const { holding } = request
  const memoryMib = memoryMibOf(holding)
  const rows: readonly DriftRow[] = [
    ['cpus', actual.cpus, holding.cpus],
    ['mems', actual.mems, kernelNumaList(context.discovered, holding)],
    ['memoryHighMib', actual.memoryHighMib, memoryMib],
    ['memoryMaxMib', actual.memoryMaxMib, memoryMib],
    ['ioKibps', actual.ioKibps, holding.ioKibps ?? null],
    ['diskQuotaMib', actual.diskQuotaMib, Object.values(holding.diskMib ?? {})[0] ?? null],
  ]
  const differing = [...rows.filter(([, found, expected]) => found !== expected), ...networkDrift(request, network)]
  return differing.map(([path, found, expected]) => ({ path, found: shown(found), expected: shown(expected) }))
}

function shown(value: unknown): string {
  if (value === null) return 'nothing'
  return typeof value === 'string' ? value : show(value)
}
