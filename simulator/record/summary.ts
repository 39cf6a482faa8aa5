import { byCodeUnit } from '../../src/base/order.ts'
import { sumOf } from '../../src/base/sum.ts'
import { US_PER_HOUR } from '../../src/base/units.ts'
import type { NetworkSummary } from '../../src/model/network-summary.ts'
import type { RunCounts, SeriesName } from '../../src/model/run.ts'
import type { BalancerSummary, Balancers } from '../balancer/balancers.ts'
import type { Recovery, RecoverySummary } from '../fault/recovery.ts'
import type { DoubleBooked } from '../lag/double-bookings.ts'
import type { MaintenanceSummary } from '../maintenance/maintenances.ts'
import type { Registry, RegistryCounts } from '../registry/registry.ts'
import type { RolloutSummary } from '../rollout/rollouts.ts'
import type { PlayerSums } from '../workload/player-area.ts'
import type { Delivery } from '../world/delivery.ts'
import type { DeliverySummary } from './delivery-tally.ts'
import type { CpuHours } from './game-hours.ts'
import type { GoalBound } from './goal.ts'
import { type Quantiles, quantilesOf } from './quantiles.ts'
import type { RecordedSeries } from './series.ts'
import type { AfterHostLoss, Tally } from './tally.ts'

/** What a run comes to; `summary.json` of a run directory. Everything in it follows from the scenario and the seed. */
export interface RunSummary {
  readonly counts: RunCounts
  /** Highest sampled value of each series and the first time it was seen; totals and `atUs` are left out. */
  readonly peaks: Readonly<Record<string, { readonly value: number; readonly atUs: number }>>
  /**
   * From a pod's being wanted (or wanted again after a host loss) to its place, and to its readiness. Null: no
   * such pod.
   */
  readonly placeWaitUs: Quantiles
  readonly readyWaitUs: Quantiles
  readonly resizes: { readonly grow: number; readonly shrink: number; readonly refused: number }
  readonly placesByCause: Readonly<Record<string, number>>
  readonly releasesByCause: Readonly<Record<string, number>>
  /** For each filter, how many refusals name it and how many hosts it refused in them. */
  readonly refusalsByFilter: Readonly<Record<string, { readonly refusals: number; readonly hosts: number }>>
  /** Most pods each game wanted at one time. */
  readonly podsMaxByGame: Readonly<Record<string, number>>
  /** Areas under the players read at each scaling interval, and between them and the players served; not of samples. */
  readonly playerHours: number
  readonly playerHoursUnserved: number
  /** Areas under players refused, who cannot play, and degraded, whose shard is overloaded. */
  readonly playerHoursRefused: number
  readonly playerHoursDegraded: number
  /** Only where they are counted: by game, then month of 30 days; then what nobody holds, by month. */
  readonly cpuHours?: CpuHours
  /** Only of scenarios with a goal. */
  readonly goal?: readonly GoalBound[]
  /** Only of runs with network volumes. */
  readonly afterHostLoss?: AfterHostLoss
  /** Only of runs that lost hosts. */
  readonly recovery?: RecoverySummary
  /** Only of scenarios with load balancers. */
  readonly balancers?: BalancerSummary
  /** Only of scenarios with rollouts, by time. */
  readonly rollouts?: readonly RolloutSummary[]
  /** Only of scenarios with maintenance windows, by time. */
  readonly maintenance?: readonly MaintenanceSummary[]
  /** Only of scenarios that model the scheduler's cache. */
  readonly doubleBooked?: DoubleBooked
  /** Only of baselines: pods that failed after they were bound, by reason; each may fail many times. */
  readonly admissionFailures?: Readonly<Record<string, number>>
  /** Only of scenarios that model delivery: by period, in their order. */
  readonly delivery?: readonly DeliverySummary[]
  /** Only of scenarios with a registry. */
  readonly registry?: RegistrySummary
  /** Only of scenarios with a network. */
  readonly network?: NetworkSummary
}

/** What the image registry did. Bytes are what came to hosts and mirrors; what broke off on the way is among them. */
export interface RegistrySummary extends RegistryCounts {
  readonly bytesFromCentral: number
  readonly bytesFromMirrors: number
  readonly bytesFromPeers: number
}

const TOTALS: ReadonlySet<SeriesName> = new Set([
  'atUs',
  'placesTotal',
  'resizesTotal',
  'releasesTotal',
  'refusalsTotal',
  'bytesFromCentral',
  'bytesFromMirrors',
  'bytesFromPeers',
  'playersDisconnected',
  'playersDrained',
  'playersDrainedLate',
  'playersTurnedAway',
])

/** What a run is summed up from. */
export interface RunParts {
  readonly tally: Tally
  readonly series: RecordedSeries
  readonly hours: CpuHours | null
  /** Of each game. */
  readonly areas: readonly PlayerSums[]
  readonly podsMax: ReadonlyMap<string, number>
  /** Null where there can be none, as for failures and delivery. */
  readonly doubleBooked: DoubleBooked | null
  readonly failures: ReadonlyMap<string, number> | null
  readonly delivery: Delivery | null
  readonly recovery: Recovery
  readonly rollouts: readonly RolloutSummary[]
  readonly maintenance: readonly MaintenanceSummary[]
  readonly network: NetworkSummary | null
  readonly balancers: Balancers | null
}

/** Sums a run up so far. */
export function summarize(parts: RunParts): RunSummary {
  const { tally, series, hours: cpuHours, areas, podsMax, doubleBooked, failures, delivery } = parts
  const recovery = parts.recovery.summary()
  const peaks: Record<string, { value: number; atUs: number }> = {}
  for (const name of series.names) if (!TOTALS.has(name)) peaks[name] = peakOf(series, name)
  const hours = (name: keyof PlayerSums): number => sumOf(areas.map((area) => area[name])) / US_PER_HOUR
  return {
    counts: { ...tally.counts },
    peaks,
    placeWaitUs: quantilesOf(tally.waitsUs),
    readyWaitUs: quantilesOf(tally.startsUs),
    resizes: { ...tally.resizes },
    placesByCause: sortedRecord(tally.placesByCause),
    releasesByCause: sortedRecord(tally.releasesByCause),
    refusalsByFilter: sortedRecord(tally.refusalsByFilter),
    podsMaxByGame: sortedRecord(podsMax),
    playerHours: hours('players'),
    playerHoursUnserved: hours('players') - hours('playersServed'),
    playerHoursRefused: hours('playersRefused'),
    playerHoursDegraded: hours('playersDegraded'),
    ...(cpuHours === null ? {} : { cpuHours }),
    ...(tally.afterHostLoss === null ? {} : { afterHostLoss: tally.afterHostLoss }),
    ...(recovery === null ? {} : { recovery }),
    ...(parts.balancers === null ? {} : { balancers: parts.balancers.summary() }),
    ...(parts.rollouts.length === 0 ? {} : { rollouts: parts.rollouts }),
    ...(parts.maintenance.length === 0 ? {} : { maintenance: parts.maintenance }),
    ...(doubleBooked === null ? {} : { doubleBooked }),
    ...(failures === null ? {} : { admissionFailures: sortedRecord(failures) }),
    ...(delivery === null ? {} : { delivery: delivery.tally.summary() }),
    ...(delivery === null || delivery.registry === null
      ? {}
      : { registry: registrySummary(delivery.registry, series) }),
    ...(parts.network === null ? {} : { network: parts.network }),
  }
}

function registrySummary({ counts }: Registry, series: RecordedSeries): RegistrySummary {
  const last = (name: SeriesName): number => series.column(name).at(-1) ?? 0
  return {
    ...counts,
    bytesFromCentral: last('bytesFromCentral'),
    bytesFromMirrors: last('bytesFromMirrors'),
    bytesFromPeers: last('bytesFromPeers'),
  }
}

function peakOf(series: RecordedSeries, name: SeriesName): { value: number; atUs: number } {
  const values = series.column(name)
  let peak = 0
  for (let i = 1; i < values.length; i++) if (values[i] > values[peak]) peak = i
  return values.length === 0 ? { value: 0, atUs: 0 } : { value: values[peak], atUs: series.column('atUs')[peak] }
}

function sortedRecord<T>(map: ReadonlyMap<string, T>): Record<string, T> {
  const record: Record<string, T> = {}
  for (const key of [...map.keys()].sort(byCodeUnit)) record[key] = map.get(key) as T
  return record
}
