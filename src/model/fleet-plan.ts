import type { ShortResource } from './decision.ts'
import type { SurvivedDomain } from './fault.ts'
import type { CapacityPoint, GameCost, IdleCost, PlannedFigure } from './fleet-plan-figures.ts'
import type { Goal, ScenarioSize } from './scenario.ts'

/**
 * What `berth plan -o json` answers and `plan.json` of its directory holds: which hosts to add or free, where and
 * when, so that the goal of a scenario holds. Months are of 30 days from the scenario's start, the last one as long
 * as it lasts.
 */
export interface FleetPlan {
  readonly apiVersion: 'berth.dev/v1alpha1'
  readonly kind: 'FleetPlan'
  readonly spec: FleetPlanSpec
  readonly status: FleetPlanStatus
}

/** What was asked. */
export interface FleetPlanSpec {
  readonly scenario: string
  readonly title: string
  readonly size: ScenarioSize
  /** Runs of each fleet, under the seeds 1 to this. */
  readonly seeds: number
  readonly profile: string | null
  readonly goal: Goal
  readonly durationUs: number
  readonly monthUs: number
  readonly months: number
  readonly engineVersion: string
  /** The command line that gives this answer again. */
  readonly command: string
}

export interface FleetPlanStatus {
  /**
   * found       the fleet of `groups` keeps the goal, and none of their hosts can go
   * infeasible  no fleet that was tried keeps it: `groups` is the largest one tried
   */
  readonly verdict: 'found' | 'infeasible'
  /** How the fleet as it stands does, and how the planned one: with nothing lost, then with each loss looked at. */
  readonly present: readonly GoalCase[]
  readonly planned: readonly GoalCase[]
  /** What the fleet of `groups` misses, by case, then bound; none of a fleet that was found. */
  readonly misses: readonly GoalMiss[]
  /** Where hosts of a fleet that was found come too late even when ordered as the scenario begins; else null. */
  readonly late: LateOrders | null
  /** By name. */
  readonly groups: readonly GroupPlan[]
  /** By month, then group. */
  readonly changes: readonly FleetChange[]
  readonly witnesses: readonly FleetWitness[]
  /** No fleet below these holds at once all that is asked for, by the IDCs where it may lie. */
  readonly bounds: readonly DemandBound[]
  /** When what runs out, on the fleet as it stands, then on the planned one. */
  readonly exhaustion: readonly Exhaustion[]
  /** What games hold and cost on the planned fleet, by game, then month; then what nobody holds. */
  readonly costs: readonly GameCost[]
  readonly idle: readonly IdleCost[]
  /** What the months of the scenario cost, of the fleet as it stands and of the planned one. */
  readonly costPresent: number
  readonly costPlanned: number
  /** Cpus over time with nothing lost; at most some 120 instants. */
  readonly curve: readonly CapacityPoint[]
  /** Of the planned fleet, over the seeds and with nothing lost. */
  readonly figures: readonly PlannedFigure[]
  /** Sentences: what was taken for granted. */
  readonly assumptions: readonly string[]
  /** Runs that the answer rests on. */
  readonly runs: number
}

/** Hosts, racks, modules or IDCs that are lost at once. */
export interface LossCase {
  readonly domain: SurvivedDomain
  readonly names: readonly string[]
  readonly downUs: number
}

/** When one seed's run has the loss. */
export interface LossStrike {
  readonly seed: number
  readonly atUs: number
}

export interface GoalCase {
  /** Null: nothing is lost beside what the scenario loses. */
  readonly loss: LossCase | null
  /** Of each seed that was run, by seed; none where nothing is lost. */
  readonly strikes: readonly LossStrike[]
  /** Seeds that keep the goal, of how many that were run, and how many of all seeds must. */
  readonly kept: number
  readonly ran: number
  readonly needed: number
}

export const GOAL_BOUNDS = ['refusedPermille', 'degradedPermille', 'readyWaitUsP99'] as const
export type GoalBoundName = (typeof GOAL_BOUNDS)[number]

/** A bound of the goal that a fleet misses in a case, in more seeds than may; told by the one that misses it most. */
export interface GoalMiss extends GoalShortfall {
  readonly loss: LossCase | null
  /** Seeds that miss it, of how many that were run. */
  readonly seeds: number
  readonly ran: number
  readonly seed: number
  /** When that run has the loss; null where nothing is lost. */
  readonly lostUs: number | null
  readonly found: number
  readonly atMost: number
  /** The command line that makes that run again. */
  readonly command: string
}

/** How a run misses a bound. */
export interface GoalShortfall {
  readonly bound: GoalBoundName
  /** When the first players are refused or degraded, by the samples; when the first pod is ready too late. */
  readonly fromUs: number | null
  /** When so much has come together that the bound cannot be kept any more, by the samples; null: not by these. */
  readonly missedUs: number | null
  /** Most players refused or degraded at once, or the longest wait, us, up to the end of those that last; and when. */
  readonly worst: number | null
  readonly worstUs: number | null
  /** What was short, what most pods were refused for first; none: no pod was refused, and no host is missing. */
  readonly limits: readonly GoalLimit[]
}

/** `rules`: no amount would help, as no host that a pod's rules allow is left. */
export type LimitingResource = ShortResource | UsedResource | 'rules'

export interface GoalLimit {
  readonly resource: LimitingResource
  /** Where these pods may lie. */
  readonly idcs: readonly string[]
  /** Pods refused for it; null of what is used whatever is held. */
  readonly pods: number | null
  readonly fromUs: number
}

/** A planned fleet whose late hosts come as soon as they can. */
export interface LateOrders {
  /** Hosts that come later than planned, or not before the scenario ends. */
  readonly orders: readonly LateOrder[]
  /** With nothing lost; where that keeps the goal, with the losses that told most too. */
  readonly cases: readonly GoalCase[]
  readonly misses: readonly GoalMiss[]
}

export interface LateOrder {
  readonly group: string
  readonly count: number
  readonly plannedUs: number
  /** Null: after the scenario's end. */
  readonly comesUs: number | null
}

/** A host group of the scenario. */
export interface GroupPlan {
  readonly name: string
  readonly topology: string
  readonly region: string
  readonly idc: string
  /** In their order; those of all that its hosts take turns over. */
  readonly modules: readonly string[]
  /** Allocatable on one host. */
  readonly host: { readonly cpus: number; readonly memoryMib: number; readonly diskMib: number; readonly vfs: number }
  /** At the start. */
  readonly present: number
  /** By month, without what comes or leaves anyway. */
  readonly hosts: readonly number[]
  /** What comes or leaves (below 0) whatever is planned, by time. */
  readonly anyway: readonly { readonly atUs: number; readonly by: number }[]
  readonly monthlyCost: number
  readonly isCostAssumed: boolean
  readonly leadTimeUs: number
  readonly isLeadTimeAssumed: boolean
}

export interface FleetChange {
  readonly kind: 'add' | 'free'
  readonly group: string
  /** From 0; it counts from the month's first instant on. */
  readonly month: number
  readonly atUs: number
  readonly count: number
  /** Hosts by module. */
  readonly byModule: Readonly<Record<string, number>>
  /** When it must be ordered to be there; below 0 that is before the scenario begins. Null of what is freed. */
  readonly orderByUs: number | null
  /** What it costs to the scenario's end; what is freed saves it and is below 0. */
  readonly cost: number
}

/** A fleet of one host fewer, and a run in which it misses the goal. */
export interface FleetWitness {
  readonly group: string
  readonly loss: LossCase | null
  readonly seed: number
  /** When that run has the loss; null where nothing is lost. */
  readonly lostUs: number | null
  /** Seeds that keep the goal, of how many that were run before the answer was sure, and how many must. */
  readonly kept: number
  readonly ran: number
  readonly needed: number
  /** Bounds that this run misses, in words. */
  readonly missed: readonly string[]
  /** The run's directory, for `berth replay`, `audit` and the workbench; null where it was not recorded. */
  readonly directory: string | null
  /** The command line that makes the run again. */
  readonly command: string
}

/** Amounts of a fleet that run out, by the names that refusals give them. */
export const FLEET_RESOURCES = [
  'cpus',
  'memoryMib',
  'diskMib',
  'vf',
  'ip',
  'volumeMib',
  'nicKpps',
] as const satisfies readonly ShortResource[]
export type FleetResource = (typeof FLEET_RESOURCES)[number]

/** What pods use of an IDC whatever they hold, where the scenario has a network: disk that is written, packets sent. */
export const USED_RESOURCES = ['diskMibUsed', 'packetsUsed'] as const
export type UsedResource = (typeof USED_RESOURCES)[number]

/** Demand that may lie in these IDCs alone, at its peak. */
export interface DemandBound {
  /** All of them for demand that may lie anywhere. */
  readonly idcs: readonly string[]
  /** The one that asks for most hosts. */
  readonly resource: FleetResource
  /** What is asked for at the peak, in as many seeds as must keep the goal, and what the present fleet has then. */
  readonly demand: number
  readonly capacity: number
  /** With nothing wasted: fewest hosts more that hold it, most that can go so that the rest holds it. */
  readonly addAtLeast: number
  readonly freeAtMost: number
  /** Hosts that the plan has more than the fleet as it stands, in that month which has most; below 0: fewer. */
  readonly planned: number
}

export interface Exhaustion {
  readonly fleet: 'present' | 'planned'
  readonly idc: string
  readonly resource: FleetResource | UsedResource
  /** What counts as run out, percent of what the hosts that are up have. */
  readonly boundPercent: number
  /** Seeds in which it runs out, and of these the first instants. */
  readonly seeds: number
  readonly firstUs: { readonly p10: number; readonly p50: number; readonly p90: number } | null
  /** Most that is held or used, percent, over the seeds. Of packets: of what hosts, NICs or gateways carry. */
  readonly peakPercent: { readonly p10: number; readonly p50: number; readonly p90: number }
  /**
   * Seeds in which it is short, and the first such instant in the middle one of these: a refusal is about it; of what
   * is used, a pod's disk is full, packets or players are lost to it.
   */
  readonly refusedSeeds: number
  readonly refusedUs: number | null
}
