import { isDeepStrictEqual } from 'node:util'
import type { Fault } from '../base/result.ts'
import {
  AGENT_PROTOCOL,
  AGENT_VERSION,
  type AllocationList,
  type AllocationReport,
  type AllocationRequest,
  type ChangeList,
  type HostReport,
} from '../model/agent.ts'
import { checkRequest } from './apply/check-request.ts'
import { groupPaths, groupPods, prepareGroups } from './apply/groups.ts'
import { type ApplySettings, type HostContext, SETTINGS_DEFAULT } from './apply/host-context.ts'
import { memoryRoomFaults } from './apply/memory-room.ts'
import { processIdentity } from './apply/processes.ts'
import { type ReadBack, readBack } from './apply/read-back.ts'
import type { StepObserver } from './apply/undo-list.ts'
import { kernelNumaNodes } from './apply/wanted.ts'
import { ChangeLog } from './change-log.ts'
import type { SizeOf } from './discover/disks.ts'
import { type DiscoveredHost, discoverHost, type PlaceWords } from './discover/host.ts'
import type { ApplyOutcome, HostService, ReleaseOutcome } from './host-service.ts'
import { type Kernel, reasonOf } from './kernel/kernel.ts'
import { Lock } from './lock.ts'
import type { PodRecord } from './state/pod-record.ts'
import { RecordFiles } from './state/record-files.ts'
import { bringTo, repair, resume, type TransitionContext, takeAway } from './transition.ts'

export interface HostAgentOptions {
  readonly kernel: Kernel
  readonly place: PlaceWords
  /** Folder of the records of pods. */
  readonly stateFolder: string
  /** Where cgroup v2 is mounted. */
  readonly cgroupRoot: string
  readonly settings?: Partial<ApplySettings>
  /** Whether drift is put back, or only told. */
  readonly repair?: boolean
  readonly observe?: StepObserver
  readonly sizeOf?: SizeOf
}

const NOTHING_READ: ReadBack['actual'] = {
  cpus: null,
  mems: null,
  memoryHighMib: null,
  memoryMaxMib: null,
  ioKibps: null,
  diskQuotaMib: null,
  network: null,
  vf: null,
  vlan: null,
  mac: null,
  ip: null,
  pids: [],
}

/** The agent of a real host: what the kernel has, changed one pod at a time. */
export class HostAgent implements HostService {
  readonly #options: HostAgentOptions
  readonly #lock = new Lock()
  readonly #changes: ChangeLog
  readonly #context: TransitionContext
  readonly #standing: Fault[]
  /** Last drift told, by pod, and why it could not be put back; and pods whose process was told gone. */
  readonly #told = new Map<string, { readonly drift: string; readonly failure: string }>()
  readonly #gone = new Set<string>()
  #discovered: DiscoveredHost

  private constructor(options: HostAgentOptions, discovered: DiscoveredHost, standing: Fault[], files: RecordFiles) {
    this.#options = options
    this.#changes = new ChangeLog(() => options.kernel.nowMs())
    this.#discovered = discovered
    this.#standing = standing
    const host: HostContext = {
      kernel: options.kernel,
      groups: groupPaths(options.cgroupRoot),
      settings: { ...SETTINGS_DEFAULT, ...options.settings },
      discovered,
    }
    this.#context = { host, files, records: new Map(), observe: options.observe ?? (() => undefined) }
  }

  /**
   * Looks at the host, reads the records and finishes or takes back what a crash left half-way. Rejects with a
   * DiscoveryError when the host cannot be described.
   */
  static async open(options: HostAgentOptions): Promise<HostAgent> {
    const discovered = await discoverHost(options.kernel, options.place, options.sizeOf)
    const standing = [...(await prepareGroups(options.kernel, groupPaths(options.cgroupRoot)))]
    const files = new RecordFiles(options.stateFolder, options.observe)
    const agent = new HostAgent(options, discovered, standing, files)
    const { records, faults } = await files.load()
    standing.push(...faults)
    for (const [pod, record] of records) agent.#context.records.set(pod, record)
    for (const record of [...records.values()]) await agent.#resume(record)
    return agent
  }

  async #resume(record: PodRecord): Promise<void> {
    const outcome = await resume(this.#context, record)
    if (outcome === null) return
    const why = outcome.kind === 'failed' ? `: ${textOf(outcome.reasons)}` : ''
    this.#changes.add(outcome.kind, record.pod, `after a restart: ${outcome.words}${why}`)
  }

  async report(): Promise<HostReport> {
    const discovered = await this.#discover()
    const orphans = (await groupPods(this.#options.kernel, this.#context.host.groups))
      .filter((pod) => !this.#context.records.has(pod))
      .map((pod) => ({ path: `cgroup.${pod}`, found: 'a group without a record', expected: 'groups of known pods' }))
    return {
      protocol: AGENT_PROTOCOL,
      host: discovered.host,
      observedAtMs: this.#options.kernel.nowMs(),
      faults: [...discovered.faults, ...this.#standing, ...orphans],
    }
  }

  async #discover(): Promise<DiscoveredHost> {
    const { kernel, place, sizeOf } = this.#options
    const discovered = await discoverHost(kernel, place, sizeOf)
    if (!isDeepStrictEqual(discovered.host, this.#discovered.host)) {
      this.#changes.add('host-changed', null, `the hardware of ${discovered.host.name} is not what it was`)
    }
    this.#discovered = discovered
    return discovered
  }

  list(): Promise<AllocationList> {
    return this.#lock.run(async () => {
      const change = this.#changes.last
      const allocations: AllocationReport[] = []
      for (const record of [...this.#context.records.values()]) allocations.push(await this.#reportOf(record))
      return { version: AGENT_VERSION, allocations, change }
    })
  }

  read(pod: string): Promise<AllocationReport | null> {
    return this.#lock.run(async () => {
      const record = this.#context.records.get(pod)
      return record === undefined ? null : this.#reportOf(record)
    })
  }

  changes(after: number, signal: AbortSignal): Promise<ChangeList> {
    return this.#changes.after(after, signal)
  }

  apply(request: AllocationRequest): Promise<ApplyOutcome> {
    return this.#lock.run(async () => {
      const old = this.#context.records.get(request.pod)
      if (old?.state === 'applied' && old.request.decisionId === request.decisionId) {
        if (!isSameDecision(old.request, request)) return refusedAs(otherContent(request))
        const pid = request.process?.pid ?? null
        if (pid === null || pid === old.request.process?.pid) return this.#applied(old)
      }
      const refusal = await this.#refusal(request)
      if (refusal !== null) return refusal
      const outcome = await bringTo(this.#here(), request)
      const record = this.#context.records.get(request.pod)
      if (outcome.kind === 'applied' && record !== undefined) {
        this.#told.delete(request.pod)
        this.#gone.delete(request.pod)
        const steps = outcome.done.length
        this.#changes.add('applied', request.pod, `decision ${request.decisionId}, ${steps} steps`)
        return this.#applied(record)
      }
      const { reasons, undone } = outcome as Extract<typeof outcome, { kind: 'failed' }>
      this.#changes.add('failed', request.pod, `decision ${request.decisionId}: ${textOf(reasons)}`)
      return { kind: 'failed', reasons, undone, report: record === undefined ? null : await this.#reportOf(record) }
    })
  }

  async #applied(record: PodRecord): Promise<ApplyOutcome> {
    return { kind: 'applied', report: await this.#reportOf(record) }
  }

  async #refusal(request: AllocationRequest): Promise<ApplyOutcome | null> {
    const others = [...this.#context.records.values()].flatMap((record) => [
      record.request,
      ...(record.before === null ? [] : [record.before]),
    ])
    const { taken, impossible } = checkRequest(request, this.#discovered, others)
    const reasons = [...impossible]
    const pid = request.process?.pid
    if (pid !== undefined && (await processIdentity(this.#options.kernel, pid)) === null) {
      reasons.push({ path: 'process.pid', found: String(pid), expected: 'a process of this host' })
    }
    if (reasons.length > 0) return { kind: 'refused', taken: false, reasons: [...reasons, ...taken] }
    const { kernel, groups } = this.#context.host
    const mems = kernelNumaNodes(this.#discovered, request.holding)
    const lacking = await memoryRoomFaults(kernel, [groups.pod(request.pod)], mems, 'holding.memoryMib')
    const unfree = [...taken, ...lacking]
    return unfree.length > 0 ? { kind: 'refused', taken: true, reasons: unfree } : null
  }

  release(pod: string): Promise<ReleaseOutcome | null> {
    return this.#lock.run(async () => {
      const record = this.#context.records.get(pod)
      if (record === undefined) return null
      const outcome = await takeAway(this.#here(), record)
      if (outcome.kind === 'failed') {
        this.#changes.add('failed', pod, `release: ${textOf(outcome.reasons)}`)
        return { kind: 'failed', reasons: outcome.reasons, undone: outcome.undone }
      }
      this.#told.delete(pod)
      this.#gone.delete(pod)
      const ran = outcome.movedPids.length === 0 ? '' : `; ${outcome.movedPids.length} processes ran on`
      this.#changes.add('released', pod, `${outcome.done.length} steps${ran}`)
      return { kind: 'released', report: { pod, undone: outcome.done, movedPids: outcome.movedPids } }
    })
  }

  /** Looks for drift once: reads every allocation back and tells what is new, or puts it back. */
  async look(): Promise<void> {
    for (const pod of [...this.#context.records.keys()]) {
      await this.#lock.run(async () => {
        const record = this.#context.records.get(pod)
        if (record?.state === 'applied') await this.#lookAt(record)
      })
    }
  }

  async #lookAt(record: PodRecord): Promise<void> {
    await this.#lookForProcess(record)
    const { pod } = record
    const { drift } = await this.#readBack(record)
    const text = textOf(drift)
    if (drift.length === 0) {
      if (this.#told.delete(pod)) this.#changes.add('repaired', pod, 'as asked again')
      return
    }
    if (text !== this.#told.get(pod)?.drift) {
      this.#told.set(pod, { drift: text, failure: '' })
      this.#changes.add('drift', pod, text)
    }
    if (this.#options.repair === true) await this.#putBack(record, text)
  }

  /** Tries at each look: what the kernel refused once, as a program that was busy, it may take the next time. */
  async #putBack(record: PodRecord, drift: string): Promise<void> {
    const { pod } = record
    const outcome = await repair(this.#here(), record)
    if (outcome.kind === 'applied') {
      this.#told.delete(pod)
      this.#changes.add('repaired', pod, outcome.done.join('; '))
      return
    }
    const failure = textOf(outcome.reasons)
    if (failure !== this.#told.get(pod)?.failure) this.#changes.add('failed', pod, `repair: ${failure}`)
    this.#told.set(pod, { drift, failure })
  }

  async #lookForProcess({ pod, request, processIdentity: identity }: PodRecord): Promise<void> {
    if (request.process === null || identity === null || this.#gone.has(pod)) return
    if ((await processIdentity(this.#options.kernel, request.process.pid)) === identity) return
    this.#gone.add(pod)
    this.#changes.add('process-gone', pod, `process ${request.process.pid} ended`)
  }

  /** Transitions see the host as last discovered. */
  #here(): TransitionContext {
    return { ...this.#context, host: { ...this.#context.host, discovered: this.#discovered } }
  }

  async #readBack(record: PodRecord): Promise<ReadBack> {
    try {
      return await readBack(this.#here().host, record.request, record.projectId)
    } catch (error) {
      const drift = [{ path: '', found: reasonOf(error), expected: 'an answer of the kernel' }]
      return { actual: NOTHING_READ, drift }
    }
  }

  async #reportOf(record: PodRecord): Promise<AllocationReport> {
    const { actual, drift } = await this.#readBack(record)
    const state = record.state !== 'applied' ? 'failed' : drift.length > 0 ? 'drifted' : 'applied'
    return { request: record.request, state, actual, drift, observedAtMs: this.#options.kernel.nowMs() }
  }
}

function isSameDecision(a: AllocationRequest, b: AllocationRequest): boolean {
  return isDeepStrictEqual({ ...a, process: null }, { ...b, process: null })
}

function otherContent(request: AllocationRequest): readonly Fault[] {
  return [{ path: 'decisionId', found: request.decisionId, expected: 'another id: this one asked for something else' }]
}

function refusedAs(reasons: readonly Fault[]): ApplyOutcome {
  return { kind: 'refused', taken: false, reasons }
}

function textOf(faults: readonly Fault[]): string {
  return faults.map((fault) => `${fault.path}: found ${fault.found}, expected ${fault.expected}`).join('; ')
}
