import type { Fault } from '../base/result.ts'
import type { NearestChange, Reason } from '../model/decision.ts'
import type { ListedLoss } from '../model/fault.ts'
import type { Fleet } from '../model/fleet.ts'
import type { NetworkSummary } from '../model/network-summary.ts'
import type { PluginFault, PluginShare, PolicyRef } from '../model/policy-report.ts'
import type { RunCounts, SeriesName } from '../model/run.ts'
import type { ScenarioSize } from '../model/scenario.ts'
import type { Setting } from '../model/setting.ts'
import type { GAME_SERIES, RECORD_KINDS } from './codes.ts'

/** Before the file's name in the name of a scenario of the user's, `file:mine.yaml`. */
export const OWN_PREFIX = 'file:'

/** A file of the user's: its name without folders, and its text. */
export interface OwnFile {
  readonly name: string
  readonly text: string
}

/** The name under which a scenario of the user's is known from then on. */
export type KeepResult =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly faults: readonly Fault[] }

/** What to run: together with the version of the engine this fixes every decision. */
export interface RunSpec {
  readonly scenario: string
  readonly size: ScenarioSize
  readonly seed: number
  /** A profile for every component, or null when each keeps its own. */
  readonly profile: string | null
  /** Put in place of what the scenario says, as `--set` does; left out: none. */
  readonly settings?: readonly Setting[]
}

/** What to run it with beside the bundled scenarios: the policy that the server was started with, if any. */
export type RunPolicy = PolicyRef | null

/** Prefix sums that turn (host, number on the host) into one index over the fleet. Each has hostCount + 1 entries. */
export interface FleetColumns {
  readonly cpuStart: Int32Array
  readonly vfStart: Int32Array
}

export interface GameFacts {
  readonly name: string
  readonly mode: 'global' | 'zoned'
  readonly peakPlayers: number
  readonly startUs: number
  /** Components whose packets and disks the run records (COMPONENT_SERIES). */
  readonly componentsCounted: readonly string[]
  /** Name and source of the player curve, shown as its credit. */
  readonly curve: string
  readonly source: string
}

/** Losses that a run was asked for one by one. */
export interface ListedLosses {
  /** In the order in which they were listed. */
  readonly losses: readonly ListedLoss[]
  /** Whether the scenario lists some itself, which come back where no setting takes their place. */
  readonly listsLosses: boolean
}

/** What is known as soon as a scenario is resolved, before the first decision. */
export interface RunOpened extends ListedLosses {
  readonly title: string
  readonly durationUs: number
  readonly sampleIntervalUs: number
  readonly fleet: Fleet
  readonly columns: FleetColumns
  readonly games: readonly GameFacts[]
  readonly engineVersion: string
  /** Whether it records the stages of delivery, and what an image registry sends. */
  readonly hasDelivery: boolean
  readonly hasRegistry: boolean
  /** Whether it counts packets. */
  readonly hasNetwork: boolean
}

export type RunState = 'running' | 'paused' | 'done' | 'cancelled' | 'failed'

/** New samples of every series that the run records since the report before; all arrays have the same length. */
export type SeriesChunk = Readonly<Partial<Record<SeriesName, Float64Array>>> & { readonly atUs: Float64Array }

/** Sent while a run advances, at most every REPORT_MS. */
export interface RunProgress {
  readonly state: RunState
  readonly headUs: number
  readonly counts: RunCounts
  /** Wall time spent, pauses left out. */
  readonly elapsedMs: number
  /** sha256 of the decision log; null until the run is done. */
  readonly digest: string | null
  /** Names and games of the pods first seen since the report before; pod numbers continue without gaps. */
  readonly podNames: readonly string[]
  readonly podGames: Uint16Array
  readonly series: SeriesChunk
  /** Set when the state is `failed`: an assertion of the program, or what a plug-in did; not a fault of the input. */
  readonly error: string | null
  /** Set beside it when a plug-in of the policy ended the run. */
  readonly pluginFault: PluginFault | null
  /** What plug-ins took so far; empty but under an own policy. */
  readonly plugins: readonly PluginShare[]
}

export type GameSeriesName = (typeof GAME_SERIES)[number]

/** Samples of one game from number `from` on, kept one in `stride` of the run's; all arrays have the same length. */
export interface GameChunk extends Readonly<Record<GameSeriesName, Float64Array>> {
  readonly game: number
  readonly from: number
  readonly stride: number
  readonly atUs: Float64Array
}

export type OpenResult =
  | { readonly ok: true; readonly opened: RunOpened }
  | { readonly ok: false; readonly faults: readonly Fault[] }

/** The fleet at one instant, after all decisions of that instant. Pods are numbers, in order of first appearance. */
export interface Frame {
  readonly timeUs: number
  /** Decisions made up to and including timeUs. */
  readonly decisionCount: number
  /** By FleetColumns.cpuStart[host] + Cpu number: pod, FREE, RESERVED, or ABSENT where the host has no such Cpu. */
  readonly cpuOwner: Int32Array
  /** By FleetColumns.vfStart[host] + VF number: pod or FREE. */
  readonly vfOwner: Int32Array
  /** 1 when the host is lost. */
  readonly hostDown: Uint8Array
  /** Addresses held on the host, and addresses free in the pools bound to it. */
  readonly ipsHeld: Int32Array
  readonly ipsFree: Int32Array
  /** The pods that hold something, ascending, and for each of them when it was placed there and its Cpu use. */
  readonly pods: Int32Array
  readonly placedAtUs: Float64Array
  /** Cpu use as a share of the pod's Cpus in 1/100, LOAD_UNKNOWN when there was no reading. */
  readonly loadPercent: Uint8Array
}

/** What a pod holds, in the words of the log. */
export interface HoldingView {
  readonly host: number
  readonly cpus: readonly number[]
  /** Of shared Cpus. */
  readonly cpuMilli: number
  readonly memoryMib: readonly number[]
  readonly disk: string | null
  readonly diskMib: number
  readonly ioKibps: number
  readonly network: string
  readonly vf: string | null
  /** Null where the network gives none, as the two below are. */
  readonly address: AddressView | null
  readonly mac: string | null
  /** Inside the cluster, beside its own. */
  readonly overlay: AddressView | null
  /** Pool of its network volume, null when it has none. */
  readonly volume: string | null
  readonly volumeMib: number
}

export interface AddressView {
  readonly ip: string
  readonly segment: string
  readonly pool: string
}

/** One line of what happened to a pod: an event or a decision. */
export interface HistoryEntry {
  readonly atUs: number
  readonly kind: RecordKind
  readonly cause: string
  readonly profile: string
  /** Sequence number of a decision, 0 for an event. */
  readonly seq: number
  /** Set where the entry names a size or a host. */
  readonly cpus: number | null
  readonly memoryMib: number | null
  readonly host: number | null
  readonly reasons: readonly Reason[]
  readonly nearest: NearestChange | null
}

export type RecordKind = (typeof RECORD_KINDS)[number]

export interface PodView {
  readonly pod: number
  readonly name: string
  readonly game: string
  readonly zone: string
  readonly component: string
  /** Null when it holds nothing at that instant. */
  readonly holding: HoldingView | null
  readonly placedAtUs: number | null
  readonly loadPercent: number | null
  /** Everything up to the head of the run, ascending. */
  readonly history: readonly HistoryEntry[]
}

/** A pool of network volumes at an instant, as one host sees it. */
export interface VolumePoolUse {
  readonly pool: string
  readonly capacityMib: number
  /** Of all volumes in it: of pods that are placed, and of those that wait to be placed again and keep theirs. */
  readonly usedMib: number
  readonly waitingMib: number
  /** Attached on this host. */
  readonly attached: number
  readonly attachedMib: number
}

export interface HostView {
  readonly host: number
  readonly down: boolean
  /** Free exclusive Cpus and free MiB by NumaNode. */
  readonly cpusFree: readonly number[]
  readonly memoryMibFree: readonly number[]
  /** Free MiB and KiB/s by disk. */
  readonly diskMibFree: readonly number[]
  readonly ioKibpsFree: readonly number[]
  readonly vfsFree: readonly number[]
  readonly ipsHeld: number
  readonly ipsFree: number
  /** The pools of network volumes that it reaches, in the fleet's order; empty in a fleet without any. */
  readonly volumePools: readonly VolumePoolUse[]
  readonly pods: readonly { readonly pod: number; readonly holding: HoldingView }[]
  readonly history: readonly HistoryEntry[]
}

/** A profile that a scenario has itself. */
export interface OwnProfile {
  readonly name: string
  /** Stock Kubernetes, set up in some way. */
  readonly isKube: boolean
}

/** A run of which nothing is kept but what it comes to. summary: that of `summary.json`, as JSON on one line. */
export interface DigestedRun {
  readonly digest: string
  readonly counts: RunCounts
  readonly summary: string
  readonly wallMs: number
}

/** What the simulation worker offers. One run at a time: opening another drops the one before. */
export interface SimulationApi {
  /** Of the bundled scenarios, then of those of the user's that this browser keeps. */
  scenarioNames(): Promise<readonly string[]>
  /** Takes files of the user's as one scenario and keeps it in this browser, or says what they lack. */
  keepOwn(files: readonly OwnFile[]): Promise<KeepResult>
  /** The profiles that a scenario has itself, in its order; none where there is no such scenario. */
  ownProfiles(scenario: string): Promise<readonly OwnProfile[]>
  open(spec: RunSpec, policy: RunPolicy): Promise<OpenResult>
  /** Advances the opened run; resolves when it is done, cancelled or failed. */
  run(pace: number | null, report: (progress: RunProgress) => void): Promise<void>
  pause(): void
  resume(): void
  cancel(): void
  /** Lets go of the run that is open or is being opened; nothing is kept of it. */
  drop(): void
  /** Simulated hours a second of wall time, or null for as fast as possible. */
  setPace(hoursPerSecond: number | null): void
  /** Null when no run is open. Clamped to what was simulated so far. */
  frameAt(timeUs: number): Frame | null
  podAt(pod: number, timeUs: number): PodView | null
  hostAt(host: number, timeUs: number): HostView | null
  /** Time of the next (1) or previous (-1) decision strictly after or before timeUs; null when there is none. */
  decisionBeside(timeUs: number, direction: 1 | -1): number | null
  /**
   * The samples of a game (by its place in RunOpened.games) that a page lacks which has `have` of them, kept one in
   * `stride`; from the first one when others are kept by now. Null when no run is open.
   */
  gameSamples(game: number, have: number, stride: number): GameChunk | null
  /** What the network of the open run came to so far; null where nobody counts packets. */
  network(): NetworkSummary | null
  /** Runs to the end without recording a timeline. Rejects with the faults as JSON when the scenario is bad. */
  runDigest(spec: RunSpec, policy: RunPolicy): Promise<DigestedRun>
}
