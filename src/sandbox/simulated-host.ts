import { setTimeout as pause } from 'node:timers/promises'
import type { ApplyOutcome, HostService, ReleaseOutcome } from '../agent/host-service.ts'
import type { Fault } from '../base/result.ts'
import type { HostReport } from '../model/agent.ts'
import {
  AGENT_PROTOCOL,
  AGENT_VERSION,
  type AllocationList,
  type AllocationReport,
  type AllocationRequest,
} from '../model/agent.ts'
import type { Host } from '../model/fleet.ts'
import { ChangeFeed } from './change-feed.ts'
import { faultsOf, memsOf } from './room.ts'
import type { StateFile } from './state-file.ts'

/** First process id given out; only has to look like one. */
const FIRST_PID = 2000

/** A host that exists in memory alone: it holds what it is told, refuses what it has not, and takes its time. */
export class SimulatedHost implements HostService {
  readonly #host: Host
  readonly #applyMs: () => number
  readonly #stateFile: Pick<StateFile, 'add'> | null
  readonly #held = new Map<string, { readonly request: AllocationRequest; readonly pid: number }>()
  readonly #feed = new ChangeFeed()
  #pid = FIRST_PID

  constructor(host: Host, applyMs: () => number, stateFile: Pick<StateFile, 'add'> | null) {
    this.#host = host
    this.#applyMs = applyMs
    this.#stateFile = stateFile
  }

  /** Puts an allocation in place at once and without a check, as it was found. */
  restore(request: AllocationRequest): void {
    this.#held.set(request.pod, { request, pid: this.#pid++ })
  }

  forget(pod: string): void {
    this.#held.delete(pod)
  }

  async report(): Promise<HostReport> {
    return { protocol: AGENT_PROTOCOL, host: this.#host, observedAtMs: Date.now(), faults: [] }
  }

  async list(): Promise<AllocationList> {
    const allocations = Array.from(this.#held.keys(), (pod) => this.#reportOf(pod))
    return { version: AGENT_VERSION, allocations, change: this.#feed.number }
  }

  async read(pod: string): Promise<AllocationReport | null> {
    return this.#held.has(pod) ? this.#reportOf(pod) : null
  }

  async apply(request: AllocationRequest): Promise<ApplyOutcome> {
    const { pod, decisionId } = request
    if (this.#held.get(pod)?.request.decisionId === decisionId) return { kind: 'applied', report: this.#reportOf(pod) }
    await pause(this.#applyMs())
    const others = Array.from(this.#held.values(), (held) => held.request).filter((held) => held.pod !== pod)
    const { taken, reasons } = faultsOf(this.#host, request.holding, others)
    if (reasons.length > 0) return { kind: 'refused', taken, reasons }
    const pid = this.#held.get(pod)?.pid ?? this.#pid++
    this.#stateFile?.add({ apply: request })
    this.#held.set(pod, { request, pid })
    this.#note('applied', pod, decisionId)
    return { kind: 'applied', report: this.#reportOf(pod) }
  }

  async release(pod: string): Promise<ReleaseOutcome | null> {
    if (!this.#held.has(pod)) return null
    await pause(this.#applyMs())
    this.#stateFile?.add({ release: pod, host: this.#host.name })
    this.#held.delete(pod)
    this.#note('released', pod, '')
    return { kind: 'released', report: { pod, undone: ['the simulated process', 'its allocation'], movedPids: [] } }
  }

  changes(after: number, signal: AbortSignal): ReturnType<ChangeFeed['since']> {
    return this.#feed.since(after, signal)
  }

  #note(kind: 'applied' | 'released', pod: string, detail: string): void {
    this.#feed.add({ atMs: Date.now(), kind, pod, detail })
  }

  #reportOf(pod: string): AllocationReport {
    const held = this.#held.get(pod)
    if (held === undefined) throw new RangeError(`${pod} holds nothing on ${this.#host.name}`)
    const { request, pid } = held
    const { holding, network } = request
    const memoryMib = Object.values(holding.memoryMib).reduce((sum, mib) => sum + mib, 0)
    const drift: Fault[] = []
    return {
      request,
      state: 'applied',
      actual: {
        cpus: holding.cpus,
        mems: memsOf(holding),
        memoryHighMib: memoryMib,
        memoryMaxMib: memoryMib,
        ioKibps: holding.ioKibps ?? null,
        diskQuotaMib: Object.values(holding.diskMib ?? {})[0] ?? null,
        network: holding.network,
        vf: holding.vf ?? null,
        vlan: network.vlan,
        mac: holding.mac,
        ip: holding.ip,
        pids: [pid],
      },
      drift,
      observedAtMs: Date.now(),
    }
  }
}
