import type { ProfileSpec } from './profile.ts'
import type { CacheCheck, ScenarioSize } from './scenario.ts'

/** `manifest.json` of a run directory. */
export interface Manifest {
  readonly apiVersion: 'berth.dev/v1alpha1'
  readonly kind: 'Run'
  readonly metadata: { readonly name: string }
  readonly spec: {
    /** Name of the scenario, or `live-KIND-NAME` of the target that was recorded. */
    readonly scenario: string
    /** sha256 of the resolved scenario, hosts and games sorted; of fleet.json for a recording of a live fleet. */
    readonly scenarioDigest: string
    /** Null, as the seed, for a recording of a live fleet. */
    readonly size: ScenarioSize | null
    readonly seed: number | null
    /** Seeds of their own that sources of luck had; left out: none. */
    readonly luck?: Readonly<Partial<Record<'forecast' | 'failures' | 'noise', number>>>
    /** The override given, or null when each component kept its own. */
    readonly profile: string | null
    /** Profiles it ran with beside the stock ones; left out when there are none. */
    readonly profiles?: readonly ProfileSpec[]
    /** How double booking is kept off, of a scenario that models the scheduler's cache; else left out. */
    readonly check?: CacheCheck | undefined
    /** sha256 of policy.js; left out when no policy of code was there. */
    readonly policyDigest?: string
    readonly engineVersion: string
    readonly log: 'full' | 'digest'
  }
  readonly status: {
    /** sha256 of decisions.ndjson, also when that file was not kept. */
    readonly decisionDigest: string
    /** sha256 of events.ndjson. */
    readonly eventDigest: string
    readonly counts: RunCounts
    readonly wallMs: number
  }
}

/** `cut.json` of a run directory: a run that was stopped or interrupted, and how to go on. */
export interface RunCut {
  readonly apiVersion: 'berth.dev/v1alpha1'
  readonly kind: 'RunCut'
  readonly metadata: { readonly name: string }
  readonly spec: {
    /** What `berth replay` was called with, its scenario first, paths absolute; without `--out` and `--until`. */
    readonly words: readonly string[]
    readonly engineVersion: string
  }
  readonly status: {
    /** Everything up to this instant has happened, nothing after it. */
    readonly atUs: number
    /** sha256 of the lines of both logs up to there. */
    readonly decisionDigest: string
    readonly eventDigest: string
    readonly counts: RunCounts
  }
}

export interface RunCounts {
  readonly events: number
  readonly decisions: number
  readonly place: number
  readonly resize: number
  readonly migrate: number
  readonly release: number
  readonly refuse: number
}

/** Names of the recorded series, one column each in `series.parquet`; every column is sampled at `atUs`. */
export const SERIES = [
  'atUs',
  'players',
  'playersServed',
  'playersRefused',
  'playersDegraded',
  'cpusAllocatable',
  'cpusRequested',
  'cpusUsedMilli',
  'memoryMibRequested',
  'podsPlaced',
  'podsReady',
  'podsPending',
  'zonesOpen',
  'placesTotal',
  'resizesTotal',
  'releasesTotal',
  'refusalsTotal',
  'hostsUp',
  'hostsInUse',
] as const

/**
 * Recorded after those where a scenario models delivery: pods in each stage (`podsStarting`: from create to ready), and
 * bytes sent so far by the central registry, by mirrors, and by hosts to each other.
 */
export const DELIVERY_SERIES = [
  'podsQueued',
  'podsBinding',
  'podsPulling',
  'podsUnpacking',
  'podsStarting',
  'bytesFromCentral',
  'bytesFromMirrors',
  'bytesFromPeers',
] as const

/**
 * Recorded where a scenario models recovery: players cut off so far by losses of hosts, and pods that were lost, are
 * wanted, and that their players do not find yet.
 */
export const RECOVERY_SERIES = ['playersDisconnected', 'podsAway'] as const

/** Recorded where a recovery has a wave of reconnects: players who were cut off and have not logged in again yet. */
export const RECONNECT_SERIES = ['playersReturning'] as const

/**
 * Recorded where a component has a load balancer, so far: players who left a pod that drained, who were cut off at the
 * end of its drain, and who were sent to a pod that was lost and not yet dropped.
 */
export const BALANCER_SERIES = ['playersDrained', 'playersDrainedLate', 'playersTurnedAway'] as const

/** Recorded where a scenario has rollouts: pods of a new version, and pods that are away for one or drain. */
export const ROLLOUT_SERIES = ['podsUpdated', 'podsUpdating'] as const

/** Recorded where a scenario has maintenance: hosts that pods are leaving, hosts that are worked on, pods that move. */
export const MAINTENANCE_SERIES = ['hostsDraining', 'hostsInWork', 'podsMoving'] as const

/**
 * Recorded where a scenario has a network. Packets and bytes are a second, of pods that answer: what their players
 * would send and get, what comes through, what is lost and what a gateway refuses; microseconds that the way adds, 99th
 * percentile by packets; what NICs carry and what is reserved of them; players who notice (degraded or refused by the
 * network); hosts (by VF, kernel and NIC) and gateways (by rate and sessions) that are short; MiB that placed pods have
 * written, and pods whose disk is full.
 */
export const NETWORK_SERIES = [
  'packetsOffered',
  'packetsCarried',
  'packetsLost',
  'packetsRefused',
  'bytesCarried',
  'addedUsP99',
  'nicKppsUsed',
  'nicKppsReserved',
  'nicMbpsUsed',
  'nicMbpsReserved',
  'playersHampered',
  'hostsShort',
  'gatewaysShort',
  'diskMibUsed',
  'podsDiskFull',
] as const

/**
 * Recorded of each component whose packets are counted, under `GAME/COMPONENT:NAME`, where there are at most
 * COMPONENTS_RECORDED_MAX: packets and bytes a second carried, packets a second lost or refused, players who notice
 * and MiB that pods which answer have written.
 */
export const COMPONENT_SERIES = ['packets', 'bytes', 'missing', 'hampered', 'diskMib'] as const
export const COMPONENTS_RECORDED_MAX = 100

export type ComponentSeriesName = `${string}/${string}:${(typeof COMPONENT_SERIES)[number]}`

/** Names of what is recorded of a component. */
export function componentSeries(game: string, component: string): readonly ComponentSeriesName[] {
  return COMPONENT_SERIES.map((name) => `${game}/${component}:${name}` as const)
}

export type NetworkSeriesName = (typeof NETWORK_SERIES)[number]
export type DeliverySeriesName = (typeof DELIVERY_SERIES)[number]
export type SeriesName =
  | (typeof SERIES)[number]
  | DeliverySeriesName
  | (typeof RECOVERY_SERIES)[number]
  | (typeof RECONNECT_SERIES)[number]
  | (typeof BALANCER_SERIES)[number]
  | (typeof ROLLOUT_SERIES)[number]
  | (typeof MAINTENANCE_SERIES)[number]
  | NetworkSeriesName
  | ComponentSeriesName
