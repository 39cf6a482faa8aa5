import type { Fault } from '../../base/result.ts'
import { KernelError } from '../kernel/kernel.ts'
import type { PodRecord } from '../state/pod-record.ts'
import { applyCpuset, narrowParent } from './cpuset.ts'
import { applyQuota, releaseQuota } from './disk-quota.ts'
import { makePodGroup } from './groups.ts'
import type { HostContext } from './host-context.ts'
import { applyIoLimit } from './io-limit.ts'
import { applyMemory } from './memory.ts'
import { applyNetwork, releaseNetwork } from './network.ts'
import { evacuate, moveProcess, processIdentity } from './processes.ts'
import { readBack } from './read-back.ts'
import type { UndoList } from './undo-list.ts'
import { cpusOf, diskOf, kernelNumaNodes, memoryMibOf } from './wanted.ts'

/** What the other pods of the host hold, for the sets of the parent group. Kernel's numbers, ascending. */
export interface OtherSets {
  readonly cpus: readonly number[]
  readonly mems: readonly number[]
}

/** The kernel took every step and yet says something else. */
export class ReadBackError extends Error {
  readonly drift: readonly Fault[]

  constructor(drift: readonly Fault[]) {
    super(drift.map((fault) => `${fault.path}: found ${fault.found}, expected ${fault.expected}`).join('; '))
    this.drift = drift
  }
}

/**
 * Brings the host to hold what `record.request` says, whatever it holds now: each step looks first and does nothing
 * when it is done. The process comes last, into a group that is limited already. Ends with reading all of it back.
 * Rejects with a KernelError or a ReadBackError; the caller then takes back what `undo` lists.
 */
export async function applyAllocation(
  context: HostContext,
  undo: UndoList,
  record: PodRecord,
  others: OtherSets,
): Promise<void> {
  const { kernel, groups, discovered } = context
  const { request, before } = record
  const { pod, holding } = request
  const group = groups.pod(pod)
  await of('group', makePodGroup(kernel, group, undo))
  await of('cpus', applyCpuset(context, undo, pod, 'cpuset.cpus', cpusOf(holding), others.cpus))
  const mems = kernelNumaNodes(discovered, holding)
  await of('mems', applyCpuset(context, undo, pod, 'cpuset.mems', mems, others.mems))
  await of('memoryMib', applyMemory(context, undo, pod, memoryMibOf(holding)))
  const disk = diskOf(discovered, holding)
  const old = before === null ? null : diskOf(discovered, before.holding)
  if (old !== null && old.disk.name !== disk?.disk.name && record.projectId !== null) {
    await of('diskMib', releaseQuota(kernel, undo, old.disk, pod, record.projectId))
  }
  if (disk !== null && record.projectId !== null) {
    await of('diskMib', applyQuota(kernel, undo, disk.disk, pod, record.projectId, disk.mib))
  }
  await of('ioKibps', applyIoLimit(context, undo, pod, disk?.disk ?? null, holding.ioKibps ?? null))
  await of('network', applyNetwork(context, undo, request, before, record.device))
  const pid = request.process?.pid ?? null
  if (pid !== null && (await processIdentity(kernel, pid)) === record.processIdentity) {
    await of('process', moveProcess(kernel, undo, groups, group, pid))
  }
  const { drift } = await readBack(context, request, record.projectId)
  if (drift.length > 0) throw new ReadBackError(drift)
}

/**
 * Takes away everything that a pod holds; looks before each step, so that it can be asked again after a failure or a
 * crash. Returns the processes that ran on and were moved to the root group.
 */
export async function releaseAllocation(
  context: HostContext,
  undo: UndoList,
  record: PodRecord,
  others: OtherSets,
): Promise<readonly number[]> {
  const { kernel, groups, discovered } = context
  const { request } = record
  const group = groups.pod(request.pod)
  // Both, since a record found half-way may have parts of either on the host.
  for (const held of [request, record.before]) {
    if (held !== null) await releaseNetwork(context, undo, held, record.device, 'with-namespace')
  }
  let moved: readonly number[] = []
  if ((await kernel.list(group)) !== null) {
    moved = await evacuate(kernel, groups, group)
    if (moved.length > 0) await undo.step(`processes ${moved.join(', ')} moved to the root group`, nothing, null)
    await undo.step(`group ${group} removed`, () => kernel.removeDirectory(group), null)
  }
  await narrowParent(context, undo, 'cpuset.cpus', others.cpus)
  await narrowParent(context, undo, 'cpuset.mems', others.mems)
  for (const held of [request, record.before]) {
    const disk = held === null ? null : diskOf(discovered, held.holding)
    if (disk !== null && record.projectId !== null) {
      await releaseQuota(kernel, undo, disk.disk, request.pod, record.projectId)
    }
  }
  return moved
}

/** Names the field that a failure is about. */
async function of<T>(field: string, act: Promise<T>): Promise<T> {
  try {
    return await act
  } catch (error) {
    if (error instanceof KernelError) error.field = field
    throw error
  }
}

async function nothing(): Promise<void> {}
