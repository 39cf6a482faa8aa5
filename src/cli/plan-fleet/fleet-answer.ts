import {
  capacityCurve,
  demandBounds,
  exhaustionOf,
  gameCosts,
  idleCosts,
  plannedFigures,
  type ScopeHosts,
} from '../../../simulator/planner/fleet-figures.ts'
import type { Levels } from '../../../simulator/planner/fleet-levels.ts'
import { isThereAt } from '../../../simulator/planner/loss-cases.ts'
import type { PlannedRun, RunDetail } from '../../../simulator/planner/planned-run.ts'
import { addAmounts, amountsOfHost, noAmounts } from '../../../simulator/record/fleet-amounts.ts'
import { MONTH_US } from '../../../simulator/record/months.ts'
import { sumOf } from '../../base/sum.ts'
import { US_PER_DAY, US_PER_HOUR } from '../../base/units.ts'
import type {
  FleetPlanStatus,
  FleetWitness,
  GoalCase,
  GoalMiss,
  GroupPlan,
  LateOrders,
} from '../../model/fleet-plan.ts'
import type { HostGroupSpec } from '../../model/parse/group-hosts.ts'
import type { Goal, Scenario } from '../../model/scenario.ts'
import { formatCount } from '../output.ts'
import { type BuyersGroup, COST_PER_CPU } from './buyers-groups.ts'
import type { JudgedLoss } from './find-fleet.ts'
import { fleetChanges } from './fleet-changes.ts'
import { hostsAt, listedHosts } from './hosts-at.ts'

/** What a plan is put together from. */
export interface FleetAnswer {
  readonly scenario: Scenario
  /** In the order of the levels. */
  readonly groups: readonly BuyersGroup[]
  readonly specs: readonly HostGroupSpec[]
  readonly isFound: boolean
  readonly levels: Levels
  readonly needed: number
  readonly seeds: number
  /** Runs of the fleet as it stands, of a fleet with room, and of the plan. */
  readonly present: readonly PlannedRun[]
  readonly ample: readonly PlannedRun[]
  readonly planned: readonly PlannedRun[]
  /** Losses that were looked at. */
  readonly cases: { readonly present: readonly JudgedLoss[]; readonly planned: readonly JudgedLoss[] }
  readonly witnesses: readonly FleetWitness[]
  readonly misses: readonly GoalMiss[]
  readonly late: LateOrders | null
  readonly runs: number
}

/** Everything that a plan says. */
export function statusOf(answer: FleetAnswer): FleetPlanStatus {
  const { scenario, groups, specs, levels, needed, isFound, witnesses, misses, late, runs } = answer
  const [present, ample, planned] = [answer.present, answer.ample, answer.planned].map(detailsOf)
  const costs = costsByMonth(answer, levels)
  const games = gameCosts(planned)
  const plans = groups.map(({ turns: _, ...group }, g): GroupPlan => {
    return { ...group, hosts: levels[g], anyway: anywayOf(specs[g]) }
  })
  return {
    verdict: isFound ? 'found' : 'infeasible',
    present: casesOf(answer.present, answer.cases.present, needed),
    planned: casesOf(answer.planned, answer.cases.planned, needed),
    misses,
    late,
    groups: plans.sort((a, b) => (a.name < b.name ? -1 : 1)),
    changes: isFound ? fleetChanges(groups, levels, scenario.durationUs) : [],
    witnesses,
    bounds: demandBounds(ample, needed, (idcs) => scopeHosts(answer, idcs)),
    exhaustion: [...exhaustionOf('present', present), ...exhaustionOf('planned', planned)],
    costs: games,
    idle: idleCosts(planned, games, costs),
    costPresent: sumOf(
      costsByMonth(
        answer,
        levels.map((hosts, g) => hosts.map(() => groups[g].present)),
      ),
    ),
    costPlanned: sumOf(costs),
    curve: capacityCurve(present, planned),
    figures: plannedFigures(planned),
    assumptions: assumptionsOf(answer),
    runs,
  }
}

function anywayOf({ arrivals = [], departures = [] }: HostGroupSpec): GroupPlan['anyway'] {
  const coming = arrivals.map(({ at, count }) => ({ atUs: at, by: count }))
  const leaving = departures.map(({ at, count }) => ({ atUs: at, by: -count }))
  return [...coming, ...leaving].sort((a, b) => a.atUs - b.atUs)
}

function detailsOf(runs: readonly PlannedRun[]): readonly RunDetail[] {
  return runs.flatMap(({ detail }) => (detail === undefined ? [] : [detail]))
}

function casesOf(runs: readonly PlannedRun[], losses: readonly JudgedLoss[], needed: number): GoalCase[] {
  const kept = runs.filter(({ goal }) => goal.every(({ isKept }) => isKept)).length
  const withLoss = losses.map(({ loss, strikes, judged }) => {
    return { loss, strikes, kept: judged.kept, ran: judged.ran, needed }
  })
  return [{ loss: null, strikes: [], kept, ran: runs.length, needed }, ...withLoss]
}

/** Of each host while it is there, whether it is up or not; the last month lasts to the end of the scenario. */
function costsByMonth(
  { scenario: { fleet, durationUs }, groups, specs }: FleetAnswer,
  levels: Levels,
): readonly number[] {
  const hosts = hostsAt({ fleet, groups, specs }, levels)
  return levels[0].map((_, month) => {
    const [from, until] = [month * MONTH_US, month === levels[0].length - 1 ? durationUs : (month + 1) * MONTH_US]
    return sumOf(
      hosts.map(({ monthlyCost, arrivesUs = 0, leavesUs = null }) => {
        const thereUs = Math.min(until, leavesUs ?? until) - Math.max(from, arrivesUs)
        return (monthlyCost * Math.max(0, thereUs)) / MONTH_US
      }),
    )
  })
}

function scopeHosts({ scenario, groups, specs, levels }: FleetAnswer, idcs: readonly string[]): ScopeHosts {
  const { fleet } = scenario
  const present = groups.map((group, g) => levels[g].map(() => group.present))
  const stints = new Map(hostsAt({ fleet, groups, specs }, present).map((host) => [host.name, host]))
  const hosts = fleet.hosts
    .filter(({ idc }) => idcs.includes(idc))
    .map((host) => ({ amounts: amountsOfHost(host), stint: stints.get(host.name) }))
  const own = groups.flatMap((group, g) => (idcs.includes(group.idc) ? [{ group, hosts: levels[g] }] : []))
  const capacityAt = (atUs: number): readonly number[] => {
    const capacity = noAmounts()
    for (const { amounts, stint } of hosts)
      if (stint === undefined || isThereAt(stint, atUs)) addAmounts(capacity, amounts, 1)
    return [...capacity]
  }
  const each = own.map(({ group: { host } }) => [host.cpus, host.memoryMib, host.diskMib, host.vfs, 0, 0, 0])
  const more = levels[0].map((_, month) => sumOf(own.map(({ group, hosts: by }) => by[month] - group.present)))
  return { capacityAt, each, planned: Math.max(...more) }
}

function assumptionsOf({
  scenario,
  groups,
  specs,
  seeds,
  needed,
  cases: { planned: losses },
}: FleetAnswer): readonly string[] {
  const { goal } = scenario
  const single = listedHosts(scenario.fleet, specs).length
  const assumed = [
    ...groups.filter(({ isCostAssumed }) => isCostAssumed).map(({ name }) => name),
    ...(single === 0 ? [] : [`${single} ${single === 1 ? 'host' : 'hosts'} listed under fleet.hosts`]),
  ]
  const lead = groups.filter(({ isLeadTimeAssumed }) => isLeadTimeAssumed).map(({ name }) => name)
  return [
    `The goal holds in ${needed} of ${seeds} seeds at least; each draws launches, failures and noise of its own.`,
    lossesAssumed(goal?.lossesToSurvive, losses.length),
    'More hosts are taken never to make a goal miss; the plan and each fleet one host below it were run.',
    'A month is 30 days; hosts come and go on its first instant. What is bought stays; a host that is freed is given up as if lost, its pods go elsewhere.',
    'Costs are in the money that the scenario gives monthlyCost in.',
    'Hosts are taken out in the order of their cost a Cpu, the dearest first; cheaper mixes may exist.',
    ...(scenario.network === undefined
      ? ['Packets that players send and disks that they fill are not counted: the scenario has no network.']
      : []),
    ...(assumed.length === 0
      ? []
      : [`A host costs ${COST_PER_CPU} a month and Cpu where the scenario does not say: ${assumed.join(', ')}.`]),
    ...(lead.length === 0 ? [] : [`From order to rack 45 days where the scenario does not say: ${lead.join(', ')}.`]),
  ]
}

function lossesAssumed(loss: Goal['lossesToSurvive'], count: number): string {
  if (loss === undefined) return 'Losses to survive: none beside those that the scenario draws.'
  const cases = count === 1 ? '1 case' : `${formatCount(count)} cases`
  const where = loss.domain === 'idc' ? 'in all IDCs' : 'in the IDCs where they must lie'
  return (
    `Losses to survive: any ${loss.count} ${loss.domain} for ${hoursText(loss.downUs)}, ${cases}. ` +
    'Each seed has a loss from the first instant, while some of it is there, at which pods ask for the largest share ' +
    `of the Cpus that it leaves ${where}: as they ask in the run of that seed on the fleet as it stands with nothing lost.`
  )
}

function hoursText(us: number): string {
  return us % US_PER_DAY === 0 ? `${us / US_PER_DAY} d` : `${us / US_PER_HOUR} h`
}
