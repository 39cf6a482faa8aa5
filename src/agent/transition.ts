import type { Fault } from '../base/result.ts'
import type { AllocationRequest } from '../model/agent.ts'
import { applyAllocation, type OtherSets, ReadBackError, releaseAllocation } from './apply/allocation.ts'
import { PROJECT_ID_MIN, readQuotas } from './apply/disk-quota.ts'
import type { HostContext } from './apply/host-context.ts'
import { processIdentity } from './apply/processes.ts'
import { type StepObserver, UndoList } from './apply/undo-list.ts'
import { hostDevice, locateVf } from './apply/vf.ts'
import { cpusOf, diskOf, kernelNumaNodes } from './apply/wanted.ts'
import { KernelError, reasonOf } from './kernel/kernel.ts'
import type { PodRecord } from './state/pod-record.ts'
import type { RecordFiles } from './state/record-files.ts'

/** What the transitions of a pod work on. */
export interface TransitionContext {
  readonly host: HostContext
  readonly files: RecordFiles
  readonly records: Map<string, PodRecord>
  readonly observe: StepObserver
}

export type TransitionOutcome =
  | { readonly kind: 'applied'; readonly done: readonly string[] }
  | { readonly kind: 'failed'; readonly reasons: readonly Fault[]; readonly undone: readonly string[] }

/**
 * Brings one pod to a request: records the intent, applies, records that it is applied. On a failure it takes back
 * what was done and records what was before; when that fails too, the record stays as `failed`.
 */
export async function bringTo(context: TransitionContext, request: AllocationRequest): Promise<TransitionOutcome> {
  const old = context.records.get(request.pod) ?? null
  let record: PodRecord
  try {
    record = await intentOf(context, request, old)
  } catch (error) {
    // The host cannot even be looked at; nothing was begun.
    return { kind: 'failed', reasons: reasonsOf(error), undone: [] }
  }
  await keep(context, record)
  const undo = new UndoList(context.observe)
  try {
    await applyAllocation(context.host, undo, record, othersOf(context, request.pod))
  } catch (error) {
    const reasons = reasonsOf(error)
    const { undone, faults } = await undo.undoAll()
    if (faults.length > 0) await keep(context, { ...record, state: 'failed' })
    else if (old === null) await forget(context, request.pod)
    else await keep(context, old)
    return { kind: 'failed', reasons: [...reasons, ...faults], undone }
  }
  await keep(context, { ...record, state: 'applied', before: null })
  return { kind: 'applied', done: undo.done }
}

/** Takes away what a pod holds and forgets it. What fails stays on record as `releasing`. */
export async function takeAway(
  context: TransitionContext,
  record: PodRecord,
): Promise<TransitionOutcome & { readonly movedPids: readonly number[] }> {
  if (record.state !== 'releasing') await keep(context, { ...record, state: 'releasing' })
  const undo = new UndoList(context.observe)
  try {
    const movedPids = await releaseAllocation(context.host, undo, record, othersOf(context, record.pod))
    await forget(context, record.pod)
    return { kind: 'applied', done: undo.done, movedPids }
  } catch (error) {
    return { kind: 'failed', reasons: reasonsOf(error), undone: undo.done, movedPids: [] }
  }
}

/**
 * Goes on with what a crash left half-way: an intent is finished, or, when that fails, what was before is put back; a
 * release goes on. Null when there is nothing to do. `applied` says where the pod is now: at its request.
 */
export async function resume(
  context: TransitionContext,
  record: PodRecord,
): Promise<(TransitionOutcome & { readonly words: string }) | null> {
  if (record.state === 'applied' || record.state === 'failed') return null
  if (record.state === 'releasing') return { ...(await takeAway(context, record)), words: 'release finished' }
  const undo = new UndoList(context.observe)
  const others = othersOf(context, record.pod)
  try {
    await applyAllocation(context.host, undo, record, others)
    await keep(context, { ...record, state: 'applied', before: null })
    return { kind: 'applied', done: undo.done, words: `decision ${record.request.decisionId} finished` }
  } catch (error) {
    const reasons = reasonsOf(error)
    await undo.undoAll()
    const back = record.before
    if (back === null) {
      const taken = await takeAway(context, record)
      if (taken.kind === 'failed') return { ...taken, words: 'neither finished nor taken back' }
      return { kind: 'failed', reasons, undone: taken.done, words: 'taken back' }
    }
    return putBack(context, { ...record, request: back, before: record.request }, reasons)
  }
}

async function putBack(
  context: TransitionContext,
  record: PodRecord,
  reasons: readonly Fault[],
): Promise<TransitionOutcome & { readonly words: string }> {
  const undo = new UndoList(context.observe)
  try {
    await applyAllocation(context.host, undo, record, othersOf(context, record.pod))
    await keep(context, { ...record, state: 'applied', before: null })
    return { kind: 'failed', reasons, undone: undo.done, words: `back to ${record.request.decisionId}` }
  } catch (error) {
    await keep(context, { ...record, state: 'failed' })
    const words = 'neither finished nor taken back'
    return { kind: 'failed', reasons: [...reasons, ...reasonsOf(error)], undone: undo.done, words }
  }
}

/** Brings a drifted pod back to what was asked; a failure leaves what could be mended. */
export async function repair(context: TransitionContext, record: PodRecord): Promise<TransitionOutcome> {
  const undo = new UndoList(context.observe)
  try {
    await applyAllocation(context.host, undo, record, othersOf(context, record.pod))
    return { kind: 'applied', done: undo.done }
  } catch (error) {
    return { kind: 'failed', reasons: reasonsOf(error), undone: [] }
  }
}

async function intentOf(
  context: TransitionContext,
  asked: AllocationRequest,
  old: PodRecord | null,
): Promise<PodRecord> {
  const { kernel, discovered } = context.host
  // A later request without a process is for the process that is there.
  const request = { ...asked, process: asked.process ?? old?.request.process ?? null }
  const isSameProcess = request.process?.pid === old?.request.process?.pid
  const identity = request.process === null ? null : await processIdentity(kernel, request.process.pid)
  const place = request.holding.vf === undefined ? null : await locateVf(context.host, request.holding.vf)
  const device = place === null ? null : await hostDevice(context.host, place)
  const disk = diskOf(discovered, request.holding)
  const projectId = old?.projectId ?? (disk === null ? null : await freeProjectId(context, request.pod))
  return {
    version: 1,
    pod: request.pod,
    state: 'intent',
    request,
    before: old?.request ?? null,
    projectId,
    device: device ?? old?.device ?? null,
    processIdentity: isSameProcess && old !== null ? old.processIdentity : identity,
  }
}

/** The lowest project id of ours that no record has and no disk counts. */
async function freeProjectId(context: TransitionContext, pod: string): Promise<number> {
  const used = new Set<number>()
  for (const record of context.records.values()) if (record.pod !== pod) used.add(record.projectId ?? 0)
  for (const disk of context.host.discovered.disks) {
    for (const [id, quota] of await readQuotas(context.host.kernel, disk)) {
      if (quota.limitMib > 0 || quota.usedMib > 0) used.add(id)
    }
  }
  let id = PROJECT_ID_MIN
  while (used.has(id)) id++
  return id
}

function othersOf(context: TransitionContext, pod: string): OtherSets {
  const cpus = new Set<number>()
  const mems = new Set<number>()
  for (const record of context.records.values()) {
    if (record.pod === pod) continue
    for (const held of record.before === null ? [record.request] : [record.request, record.before]) {
      for (const cpu of cpusOf(held.holding)) cpus.add(cpu)
      for (const id of kernelNumaNodes(context.host.discovered, held.holding)) mems.add(id)
    }
  }
  const ascending = (set: ReadonlySet<number>) => [...set].sort((a, b) => a - b)
  return { cpus: ascending(cpus), mems: ascending(mems) }
}

function reasonsOf(error: unknown): readonly Fault[] {
  if (error instanceof ReadBackError) return error.drift
  if (error instanceof KernelError)
    return [{ path: error.field, found: error.reason, expected: `${error.act} to work` }]
  return [{ path: '', found: reasonOf(error), expected: 'the step to work' }]
}

async function keep(context: TransitionContext, record: PodRecord): Promise<void> {
  await context.files.save(record)
  context.records.set(record.pod, record)
}

async function forget(context: TransitionContext, pod: string): Promise<void> {
  await context.files.remove(pod)
  context.records.delete(pod)
}
