import { formatCpuList } from '../../src/base/cpu-list.ts'
import type { Fault } from '../../src/base/result.ts'
import { type Kubelet, openKubelet } from '../../src/engine/kubelet/kubelet.ts'
import type { Admission } from '../../src/engine/kubelet/machine.ts'
import {
  type AdmissionCase,
  admissionSchema,
  configOf,
  machineOf,
  podOf,
  type Step,
  type Transcript,
} from './admission-schema.ts'
import { eachPick } from './device-picks.ts'
import { compareFields, type Format, type Mismatch, type RowResult, runRow } from './format.ts'

/** Rows of `admission.ndjson`: whole histories of one machine. */
export const admissions: Format = {
  name: 'admission',
  isOwn: (row) => 'ops' in row,
  run: (row) => runRow(admissionSchema, row, ({ expect, ...history }) => compareHistory(history, expect)),
}

/**
 * Plays a history and compares it with a transcript, step by step. Where the transcript leaves open which devices were
 * taken, the history goes on with devices that agree with it, if there are such.
 *
 * withMessages  also compares the words of rejections
 */
export function compareHistory(history: AdmissionCase, expect: Transcript, withMessages = false): RowResult {
  const opened = openKubelet(machineOf(history), configOf(history))
  if (expect.error !== undefined || !opened.ok) {
    const found = opened.ok ? undefined : opened.faults.map((fault) => fault.expected).join('; ')
    if (expect.error !== undefined && found !== undefined && (!withMessages || found.includes(expect.error))) {
      return { mismatches: [] }
    }
    return { mismatches: compareFields({ 'expect.error': expect.error }, { 'expect.error': found }) }
  }
  const steps = expect.steps ?? []
  if (steps.length !== history.ops.length) {
    const expected = `as many as ops, ${history.ops.length}`
    return { faults: [{ path: 'expect.steps', found: `a list of ${steps.length}`, expected }] }
  }
  const faults: Fault[] = []
  const mismatches: Mismatch[] = []
  const present = new Set<string>()
  let kubelet = opened.value
  history.ops.forEach((op, i) => {
    let found: Step
    if (op.op === 'remove') {
      found = { admit: kubelet.remove(op.pod), shared: formatCpuList(kubelet.sharedCpus) }
      present.delete(op.pod)
    } else if (present.has(op.pod)) {
      faults.push({ path: `ops[${i}].pod`, found: op.pod, expected: 'a pod that is not on the machine' })
      return
    } else {
      const played = admitAs(kubelet, podOf(op), history, steps[i], withMessages)
      kubelet = played.kubelet
      found = played.found
      if (found.admit) present.add(op.pod)
    }
    const differing = compareSteps(steps[i], found, withMessages)
    mismatches.push(...differing.map((each) => ({ ...each, field: `expect.steps[${i}].${each.field}` })))
  })
  return faults.length > 0 ? { faults } : { mismatches }
}

/** Admits the pod, trying the devices that the kubelet may have taken until the outcome is as expected. */
function admitAs(
  kubelet: Kubelet,
  pod: ReturnType<typeof podOf>,
  { devices, preferredAllocation }: AdmissionCase,
  expected: Step,
  withMessages: boolean,
): { readonly kubelet: Kubelet; readonly found: Step } {
  const numaOf = (devices ?? []).map(({ numa }) => numa)
  const isOpen = preferredAllocation === false && pod.containers.some(({ vfs }) => vfs > 0)
  if (!isOpen) return { kubelet, found: stepOf(kubelet.admit(pod), kubelet, null) }
  let first: { readonly kubelet: Kubelet; readonly found: Step } | null = null
  for (const pick of eachPick(numaOf)) {
    const fork = kubelet.fork()
    const numaById = new Map((devices ?? []).map(({ id, numa }) => [id, numa]))
    const played = { kubelet: fork, found: stepOf(fork.admit(pod, pick), fork, numaById) }
    if (compareSteps(expected, played.found, withMessages).length === 0) return played
    first ??= played
  }
  return first!
}

/** numaById: to count devices by NUMA node in place of naming them. */
function stepOf(admission: Admission, kubelet: Kubelet, numaById: ReadonlyMap<string, number> | null): Step {
  const shared = formatCpuList(kubelet.sharedCpus)
  if (!admission.isAdmitted) {
    return { admit: false, reason: admission.reason, message: admission.message, shared }
  }
  const cpus: Record<string, string> = {}
  const memory: Record<string, { numa: number[]; mib: number }[]> = {}
  const vfs: Record<string, string[]> = {}
  const vfsByNuma: Record<string, Record<string, number>> = {}
  const gpus: Record<string, string[]> = {}
  for (const holding of admission.containers) {
    if (holding.cpus !== null) cpus[holding.name] = formatCpuList(holding.cpus)
    if (holding.memory !== null) {
      memory[holding.name] = [{ numa: [...holding.memory.numaNodes], mib: holding.memory.mib }]
    }
    if (holding.gpus.length > 0) gpus[holding.name] = [...holding.gpus]
    if (holding.vfs.length === 0) continue
    if (numaById === null) vfs[holding.name] = [...holding.vfs]
    else vfsByNuma[holding.name] = countByNuma(holding.vfs, numaById)
  }
  return { admit: true, cpus, memory, vfs, vfsByNuma, gpus, shared }
}

function countByNuma(vfs: readonly string[], numaById: ReadonlyMap<string, number>): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const id of vfs) {
    const numa = String(numaById.get(id))
    counts[numa] = (counts[numa] ?? 0) + 1
  }
  return counts
}

/** Which of two resources that are both short is told of is left to the order of a Go map. */
function isEitherShort(expected: Step, found: Step): boolean {
  const [one, other] = [expected, found].map(({ message }) => DEVICES_SHORT.exec(message ?? '')?.[1])
  return one !== undefined && other !== undefined && one !== other
}

const DEVICES_SHORT = /number of devices unavailable for (berth\.dev\/\w+)\./

function compareSteps(expected: Step, found: Step, withMessages: boolean): readonly Mismatch[] {
  const plain = ({ admit, reason, message, cpus, memory, vfs, vfsByNuma, gpus, shared }: Step) => ({
    admit,
    reason,
    ...(withMessages && !isEitherShort(expected, found) ? { message } : {}),
    cpus: byKey(cpus),
    memory: byKey(memory),
    vfs: byKey(vfs),
    vfsByNuma: byKey(vfsByNuma, byKey),
    gpus: byKey(gpus),
    shared,
  })
  return compareFields(plain(expected), plain(found))
}

/** Entries in the order of their keys, so that equal maps are written alike. */
function byKey<T>(map: Readonly<Record<string, T>> | undefined, inner?: (value: T) => unknown): unknown {
  const entries = Object.entries(map ?? {}).map(([key, value]): [string, unknown] => [
    key,
    inner ? inner(value) : value,
  ])
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}
