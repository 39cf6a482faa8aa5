import { byCodeUnit } from '../base/order.ts'
import type { LoadBalancer } from './balancer.ts'
import type { Calendar } from './calendar.ts'
import type { DeliveryPeriod, RegistryModel } from './delivery.ts'
import type { DomainFault, DomainLossRate, SurvivedDomain } from './fault.ts'
import type { Fleet } from './fleet.ts'
import type { Maintenance } from './maintenance.ts'
import type { NetworkModel, Traffic } from './network.ts'
import type { ProfileSpec } from './profile.ts'
import type { RecoveryModel } from './recovery.ts'
import type { PodRequest } from './request.ts'
import type { Rollout } from './rollout.ts'
import type { HorizontalScaling, ScalingTrigger } from './scaling.ts'

/**
 * A scenario ready to run: one size chosen, every reference (topology, game template, curve) replaced by what it
 * names, lists sorted by name. Nothing in it depends on the order in which the author listed hosts or games.
 */
export interface Scenario {
  readonly name: string
  readonly title: string
  readonly size: ScenarioSize
  readonly durationUs: number
  /** Interval of the load readings that drive scaling, and of the recorded series. */
  readonly scalingIntervalUs: number
  readonly sampleIntervalUs: number
  readonly fleet: Fleet
  /** By name. */
  readonly games: readonly Game[]
  readonly delays: Delays
  /** Profiles of its own beside the stock ones, by name; left out when there are none. */
  readonly profiles?: readonly ProfileSpec[]
  /** By time, then host. */
  readonly hostFaults: readonly HostFault[]
  /** Racks, modules and IDCs that are lost whole, by time, then domain and name; left out: none. */
  readonly domainFaults?: readonly DomainFault[]
  /** How late and how well the scheduler's cache shows what was bound. Left out: nothing is told of it. */
  readonly cache?: CacheModel
  /** What is promised; left out: nothing is. */
  readonly goal?: Goal
  /** Stages of delivery, by time, the first from 0; left out: `delays` alone. Set wherever there is a registry. */
  readonly delivery?: readonly DeliveryPeriod[]
  /**
   * How fast hosts of one make are, each drawn once: [share of hosts below, speed over the median's], both ascending,
   * the shares from 0 to 1, linear between. Left out: all alike.
   */
  readonly hostSpeed?: readonly (readonly [below: number, factor: number])[]
  /** Where images come from; left out: nothing is pulled. */
  readonly registry?: RegistryModel
  /** Random losses on top: expected losses per host and year, and how long each lasts. Left out: none. */
  readonly hostLossRate?: { readonly perHostYear: number; readonly downUs: DurationRange }
  /** New versions that go out, by time, then name; left out: none. */
  readonly rollouts?: readonly Rollout[]
  /** Planned work on hosts, by time, then name; left out: none. */
  readonly maintenance?: readonly Maintenance[]
  /** How losses are noticed and moves become known; left out: both at once. */
  readonly recovery?: RecoveryModel
  /** Random losses of whole domains, by domain; left out: none. */
  readonly domainLossRates?: readonly DomainLossRate[]
  /** What the network carries; left out: nobody counts packets, and disks do not fill. */
  readonly network?: NetworkModel
}

/** What a fleet is planned for: bounds that a run must keep as a whole. Those left out bound nothing. */
export interface Goal {
  /** Of all player-hours, those of players who cannot play and of players who are slowed down, in thousandths. */
  readonly refusedPermille?: number
  readonly degradedPermille?: number
  /** From a pod's being wanted to its readiness, 99th percentile. */
  readonly readyWaitUsP99?: number
  /** Of all seeds, how many must keep the bounds. */
  readonly seedsPercent: number
  /**
   * Domains that may be lost at once, whichever they are, at the worst instant and for so long: the bounds are to
   * hold then too. Judged by `berth plan` alone; left out: none.
   */
  readonly lossesToSurvive?: { readonly domain: SurvivedDomain; readonly count: number; readonly downUs: number }
}

/** Sizes of every scenario, smallest first. */
export const SCENARIO_SIZES = ['smoke', 'demo', 'bench'] as const
export type ScenarioSize = (typeof SCENARIO_SIZES)[number]

/** Inclusive, drawn uniformly. */
export interface DurationRange {
  readonly fromUs: number
  readonly toUs: number
}

export interface Delays {
  /** Decision to bound, on the cluster's side. */
  readonly bindUs: DurationRange
  /** Bound to ready: image, network, process start. */
  readonly startUs: DurationRange
}

/**
 * What keeps a scheduler that binds asynchronously from giving the same thing out twice (S7).
 *
 * assume  books a placement when it is decided, and gives it back when the bind fails
 * wait    assumes too, and hands out the next pod only once the cache shows the last one: the platform's first cure
 * off     books what the cache shows and nothing else
 */
export const CACHE_CHECKS = ['assume', 'wait', 'off'] as const
export type CacheCheck = (typeof CACHE_CHECKS)[number]

/** Of each placement: decided, bound after `delays.bindUs`, then seen in the cache after `lagUs`. */
export interface CacheModel {
  readonly check: CacheCheck
  readonly lagUs: DurationRange
  /** Binds that the cluster refuses, in thousandths. */
  readonly bindFailedPermille: number
  /** Confirmations that are lost; the next list, relistUs after the bind, shows the pod. */
  readonly lostPermille: number
  readonly relistUs: number
  /** Confirmations that come twice, the second after another lag. */
  readonly repeatedPermille: number
}

export interface HostFault {
  readonly atUs: number
  readonly host: string
  readonly downUs: number
}

/** The scenario with these losses too. */
export function withHostFaults(scenario: Scenario, faults: readonly HostFault[]): Scenario {
  const hostFaults = [...scenario.hostFaults, ...faults]
  hostFaults.sort((a, b) => a.atUs - b.atUs || byCodeUnit(a.host, b.host) || a.downUs - b.downUs)
  return { ...scenario, hostFaults }
}

/** A curve, and when it begins. */
export interface Followed {
  readonly curve: Curve
  /** Negative: the game is already running when the scenario starts. */
  readonly startUs: number
}

export interface Game extends Followed {
  readonly name: string
  readonly mode: 'global' | 'zoned'
  readonly peakPlayers: number
  /** When every pod of the game is released, or null for never. */
  readonly endUs: number | null
  /** Players one zone holds. A global game has one zone, `world`, whatever this says. */
  readonly zonePlayers: number
  readonly components: readonly Component[]
  /** What nobody knows of it yet; left out where the curve and the peak are known. */
  readonly forecast?: Forecast
  /** What is planned beside the curve; left out when nothing is. */
  readonly calendar?: Calendar
  /** From a player's login to the end of the session, on average; left out: players log in as their number grows. */
  readonly sessionUs?: number
  /** Components whose first pods in a zone get their places all or nothing, by name; left out when there are none. */
  readonly zoneGroup?: readonly string[]
}

/**
 * How far a launch may turn out other than planned. Each seed draws a curve and a peak; curve and peak of the game are
 * the plan.
 */
export interface Forecast {
  /** What it may follow, each as likely; none: its own curve. */
  readonly launches: readonly Followed[]
  /**
   * Quantiles of the peak as it comes over the peak as planned: [share of launches below, factor], both ascending, the
   * shares from 0 to 1, linear between.
   */
  readonly peak: readonly (readonly [below: number, factor: number])[]
}

/**
 * Players over time as a share of the peak.
 *
 * samples  one value each stepUs from the curve's start, in [0, 1], joined linearly
 * after    what follows the last sample: its value for ever, or the curve again from the start
 */
export interface Curve {
  readonly name: string
  readonly stepUs: number
  /** Eight bytes each for certain: a list of them came to hold an object each, and years of hours filled the heap. */
  readonly samples: Float64Array
  readonly after: 'hold' | 'loop'
  /** Where the figures come from; shown with every picture of the curve. */
  readonly source: string
}

export interface Component {
  readonly name: string
  readonly request: PodRequest
  /** Shards of one zone: max(podsMin, ceil(zone players / playersPerPod)); without playersPerPod always podsMin. */
  readonly podsMin: number
  readonly playersPerPod: number | null
  readonly load: LoadModel
  readonly vertical: VerticalScaling | null
  /** A stateless tier; left out or null: shards as said above. */
  readonly horizontal?: HorizontalScaling | null
  /** Of scenarios with a `network`; left out: its packets are not counted. */
  readonly traffic?: Traffic
  /** In front of its pods; left out or null: players stay with their shard, wherever and however it is. */
  readonly loadBalancer?: LoadBalancer | null
}

/** Load of one pod with p players: base + p × perPlayer; the Cpu part, plus its logins', times the pod's own noise. */
export interface LoadModel {
  readonly cpuMilliBase: number
  readonly cpuMilliPerPlayer: number
  /** Cpu time that lets one player in, in ms: with n logins a second n times as many milli-Cpus. Left out: none. */
  readonly cpuMsPerLogin?: number
  readonly memoryMibBase: number
  readonly memoryKibPerPlayer: number
  /** Pod to pod, each pod draws its factor once, uniformly in 1000 ± this, in thousandths. */
  readonly noisePermille: number
}

/** In-place vertical scaling (S11). Shares are of the pod's Cpus, in thousandths. */
export interface VerticalScaling {
  readonly cpusMin: number
  readonly cpusMax: number
  /** Size asked for: ceil(load / target). */
  readonly targetPermille: number
  readonly growAbovePermille: number
  readonly shrinkBelowPermille: number
  /** After a resize the pod waits this long before it shrinks. */
  readonly cooldownUs: number
  /** What it goes by; the largest wish counts, so a pod shrinks when all agree. Left out: readings alone. */
  readonly by?: readonly ScalingTrigger[]
  /** Cpus on top of what the load wants: so many, or that share if it is more. Left out: none. */
  readonly buffer?: { readonly cpus: number; readonly permille: number }
  /** How far `calendar` looks ahead. */
  readonly leadUs?: number
  /** Of `timer`, by time of day: from then on so many Cpus. */
  readonly timers?: readonly { readonly atUs: number; readonly cpus: number }[]
}
