import { sumOf } from '../../src/base/sum.ts'
import {
  type DemandBound,
  type Exhaustion,
  FLEET_RESOURCES,
  type FleetResource,
  USED_RESOURCES,
} from '../../src/model/fleet-plan.ts'
import type { CapacityPoint, GameCost, IdleCost, PlannedFigure } from '../../src/model/fleet-plan-figures.ts'
import { RUN_OUT_PERCENT } from '../record/fleet-use.ts'
import { NumberList } from '../record/number-list.ts'
import { bandsOf, FUTURE_FIGURES } from './futures.ts'
import type { RunDetail } from './planned-run.ts'

/** How full each resource of each IDC becomes over the runs of one fleet, one a seed. */
export function exhaustionOf(fleet: 'present' | 'planned', details: readonly RunDetail[]): readonly Exhaustion[] {
  const all = details.flatMap(({ uses }) => uses)
  const keys = new Map(all.map(({ idc, resource }) => [`${idc} ${resource}`, { idc, resource }]))
  return [...keys.values()]
    .map(({ idc, resource }): Exhaustion => {
      const uses = all.filter((use) => use.idc === idc && use.resource === resource)
      const outs = uses.flatMap(({ outUs }) => (outUs === null ? [] : [outUs]))
      const refusals = uses.flatMap(({ refusedUs }) => (refusedUs === null ? [] : [refusedUs]))
      // Seeds in which nothing of it was held are not listed: they held 0 %.
      const peaks = [
        ...uses.map(({ peakPercent }) => peakPercent),
        ...Array<number>(details.length - uses.length).fill(0),
      ]
      return {
        fleet,
        idc,
        resource,
        boundPercent: RUN_OUT_PERCENT,
        seeds: outs.length,
        firstUs: outs.length === 0 ? null : bandOf(outs),
        peakPercent: bandOf(peaks),
        refusedSeeds: refusals.length,
        refusedUs: refusals.length === 0 ? null : bandOf(refusals).p50,
      }
    })
    .sort((a, b) => orderOf(a) - orderOf(b) || (a.idc < b.idc ? -1 : 1))
}

const ORDER: readonly Exhaustion['resource'][] = [...FLEET_RESOURCES, ...USED_RESOURCES]

function orderOf({ resource }: Exhaustion): number {
  return ORDER.indexOf(resource)
}

/** What hosts there are and may be had in some IDCs. */
export interface ScopeHosts {
  /** In the order of FLEET_RESOURCES, of the hosts of the fleet as it stands that are there at an instant. */
  capacityAt(atUs: number): readonly number[]
  /** Of one host of each group there, in the same order. */
  readonly each: readonly (readonly number[])[]
  /** Hosts that the plan has more than that, in that month which has most. */
  readonly planned: number
}

/** What no host that is bought makes more of. */
const OF_POOLS: readonly FleetResource[] = ['ip', 'volumeMib']

/**
 * Fewest hosts that must be added, and most that may go, for all that is asked for to fit at once if nothing were
 * wasted: what is held at its peak on a fleet with room, in as many seeds as must keep the goal, over what the hosts
 * have that are there then. Of each scope the resource that asks for most. A bound on fleets that refuse nothing: a
 * goal may leave a little out.
 */
export function demandBounds(
  details: readonly RunDetail[],
  needed: number,
  hostsOf: (idcs: readonly string[]) => ScopeHosts,
): readonly DemandBound[] {
  if (details.length === 0) return []
  return details[0].demand.flatMap(({ idcs }, scope): DemandBound[] => {
    const { capacityAt, each, planned } = hostsOf(idcs)
    const bounds = FLEET_RESOURCES.flatMap((resource, r): DemandBound[] => {
      const peaks = details.map(({ demand: of }) => ({ demand: of[scope].amounts[r], atUs: of[scope].atUs[r] }))
      // Of seeds that ask for the same the one with least there.
      const sorted = peaks
        .map(({ demand, atUs }) => ({ demand, capacity: capacityAt(atUs)[r] }))
        .sort((a, b) => a.demand - b.demand || b.capacity - a.capacity)
      const { demand, capacity } = sorted[Math.min(sorted.length, needed) - 1]
      const largest = Math.max(0, ...each.map((amounts) => amounts[r]))
      if (OF_POOLS.includes(resource) || demand === 0 || largest === 0) return []
      const missing = Math.ceil((demand - capacity) / largest)
      const smallest = Math.min(...each.map((amounts) => amounts[r]).filter((amount) => amount > 0))
      const addAtLeast = Math.max(0, missing)
      const freeAtMost = Math.max(0, Math.floor((capacity - demand) / smallest))
      return [{ idcs, resource, demand, capacity, addAtLeast, freeAtMost, planned }]
    })
    const tightest = [...bounds].sort((a, b) => b.demand / b.capacity - a.demand / a.capacity)
    return tightest.slice(0, 1)
  })
}

/** Means over the runs, by game, then month. */
export function gameCosts(details: readonly RunDetail[]): readonly GameCost[] {
  const all = details.flatMap(({ games }) => games)
  const keys = new Map(all.map(({ game, month }) => [`${game} ${month}`, { game, month }]))
  const costs = [...keys.values()].map(({ game, month }): GameCost => {
    const own = all.filter((hours) => hours.game === game && hours.month === month)
    const mean = (amounts: readonly number[]): number => sumOf(amounts) / details.length
    return {
      game,
      month,
      cpuHoursHeld: mean(own.map(({ cpuHoursHeld }) => cpuHoursHeld)),
      cpuHoursUsed: mean(own.map(({ cpuHoursUsed }) => cpuHoursUsed)),
      cpuHoursStranded: mean(own.map(({ cpuHoursStranded }) => cpuHoursStranded)),
      cost: mean(own.map(({ cost = 0 }) => cost)),
      costStranded: mean(own.map(({ costStranded = 0 }) => costStranded)),
    }
  })
  return costs.sort((a, b) => (a.game < b.game ? -1 : a.game > b.game ? 1 : a.month - b.month))
}

/**
 * What is stranded at the prices of its hosts; what is free costs the rest, with hosts that are paid for and lost.
 *
 * costs  of the fleet, by month
 */
export function idleCosts(
  details: readonly RunDetail[],
  games: readonly GameCost[],
  costs: readonly number[],
): readonly IdleCost[] {
  return costs.map((cost, month): IdleCost => {
    const own = details.flatMap(({ idle }) => idle.filter((hours) => hours.month === month))
    const mean = (amounts: readonly number[]): number => sumOf(amounts) / Math.max(1, details.length)
    const stranded = mean(own.map(({ cpuHoursStranded }) => cpuHoursStranded))
    const free = mean(own.map(({ cpuHoursFree }) => cpuHoursFree))
    const held = sumOf(games.filter((game) => game.month === month).map((game) => game.cost))
    const left = Math.max(0, cost - held)
    const costStranded = Math.min(left, mean(own.map((hours) => hours.costStranded ?? 0)))
    return { month, cpuHoursStranded: stranded, cpuHoursFree: free, costStranded, costFree: left - costStranded }
  })
}

/** Cpus over time: what runs of the planned fleet hold, and what both fleets have. Runs are one a seed. */
export function capacityCurve(present: readonly RunDetail[], planned: readonly RunDetail[]): readonly CapacityPoint[] {
  if (present.length === 0 || planned.length === 0) return []
  return planned[0].curve.atUs.map((atUs, i): CapacityPoint => {
    const up = (details: readonly RunDetail[]): number => bandOf(details.map(({ curve }) => curve.up[i])).p50
    return { atUs, ...bandOf(planned.map(({ curve }) => curve.held[i])), present: up(present), planned: up(planned) }
  })
}

/** Figures of many runs. */
export function plannedFigures(details: readonly RunDetail[]): readonly PlannedFigure[] {
  const bands = bandsOf(details.map(({ figures }) => ({ figures, goal: null })))
  return FUTURE_FIGURES.map(({ name, unit }, i) => ({ name, unit, band: bands[i] }))
}

function bandOf(values: readonly number[]): { readonly p10: number; readonly p50: number; readonly p90: number } {
  const list = new NumberList()
  for (const value of values) list.push(value)
  const [p10, p50, p90] = list.quantiles([100, 500, 900])
  return { p10: p10 ?? 0, p50: p50 ?? 0, p90: p90 ?? 0 }
}
